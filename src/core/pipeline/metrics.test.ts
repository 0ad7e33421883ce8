import { describe, expect, test } from 'vitest';
import { SightlineError } from '../errors.ts';
import { writePythonJson } from '../value/python-json.ts';
import { readYaml } from '../value/read-yaml.ts';
import { diffReadings, diffValue } from './metrics-diff.ts';
import { readingsValue } from './metrics-json.ts';
import { diffTable, metricsTable } from './metrics-table.ts';
import { formatMarkdownTable, formatPlainTable } from './metrics-text-table.ts';
import { extractMetrics, type RevisionReading } from './metrics.ts';

function reading(files: Readonly<Record<string, string>>): RevisionReading {
  return { files: new Map(Object.entries(files).map(([path, text]) => [path, { data: extractMetrics(readYaml(text, path)) }])) };
}

const older = reading({
  'm.json': '{acc: 0.91, loss: {a: 1, b: 0.123456789}, s: text, l: [1], none: null, e: {}, b: true, nan: .nan, gone: x}',
  'k.yaml': '1',
});
const newer = reading({
  'm.json': '{acc: 0.9190000000001, loss: {a: 2, b: 0.1}, s: text2, b: false, nan: .nan}',
  'k.yaml': '1.0',
});
const same = (path: string): string => path;
const names = { title: 'Metric', oldName: 'HEAD', newName: 'workspace', showPath: true, showChange: true, precision: 5 };

describe('changes between two revisions', () => {
  test('JSON has the raw difference, and only what changed', () => {
    expect(writePythonJson(diffValue(diffReadings(older, newer, { withUnchanged: false }), same))).toBe(
      '{"m.json": {"acc": {"old": 0.91, "new": 0.9190000000001, "diff": 0.009000000000099928}, "loss.a": {"old": 1, "new": 2, "diff": 1},' +
        ' "loss.b": {"old": 0.123456789, "new": 0.1, "diff": -0.023456788999999992}, "s": {"old": "text", "new": "text2"},' +
        ' "b": {"old": true, "new": false, "diff": -1}, "nan": {"old": NaN, "new": NaN, "diff": NaN}, "gone": {"old": "x", "new": null}}}',
    );
  });

  test('with what did not change, a file of one number has an empty name', () => {
    const changes = diffReadings(older, newer, { withUnchanged: true });
    expect(changes.get('k.yaml')).toEqual(new Map([['', { old: 1n, new: 1, diff: 0 }]]));
  });

  test('a file that became a number', () => {
    const changes = diffReadings(reading({ a: '{x: 1}' }), reading({ a: '2' }), { withUnchanged: false });
    expect(changes.get('a')).toEqual(new Map([['x', { old: 1n, new: 'unable to parse' }]]));
  });

  test('the table is the one that DVC prints', () => {
    const table = diffTable(diffReadings(older, newer, { withUnchanged: false }), same, names);
    expect(formatPlainTable(table)).toBe(
      [
        'Path    Metric    HEAD     workspace    Change',
        'm.json  acc       0.91     0.919        0.009',
        'm.json  b         True     False        -1',
        'm.json  gone      x        -            -',
        'm.json  loss.a    1        2            1',
        'm.json  loss.b    0.12346  0.1          -0.02346',
        'm.json  nan       nan      nan          nan',
        'm.json  s         text     text2        -',
        '',
      ].join('\n'),
    );
    expect(formatPlainTable(diffTable(new Map(), same, names))).toBe('');
    expect(formatMarkdownTable(diffTable(new Map(), same, names))).toBe('');
  });

  test('without paths and changes, as Markdown', () => {
    const table = diffTable(diffReadings(reading({ a: '{日本: 1}' }), reading({ a: '{日本: 2}' }), { withUnchanged: false }), same, {
      ...names,
      showPath: false,
      showChange: false,
    });
    expect(formatMarkdownTable(table)).toBe(
      ['| Metric   | HEAD   | workspace   |', '|----------|--------|-------------|', '| 日本     | 1      | 2           |', '', ''].join(
        '\n',
      ),
    );
  });
});

describe('metrics of revisions', () => {
  const broken: RevisionReading = {
    files: new Map([['b.json', { error: new SightlineError('invalid-parameter-file', 'no', { place: { file: 'b.json' } }) }]]),
  };

  test('one line a file, one column a metric', () => {
    const table = metricsTable(
      new Map([
        ['main', older],
        ['workspace', broken],
      ]),
      same,
      { showRevision: true, precision: 2 },
    );
    expect(formatPlainTable(table)).toBe(
      [
        'Revision    Path        acc    b     gone    loss.a    loss.b    nan    s',
        'main        m.json  -   0.91   True  x       1         0.12      nan    text',
        'main        k.yaml  1   -      -     -       -         -         -      -',
        'workspace   b.json  -   -      -     -       -         -         -      -',
        '',
      ].join('\n'),
    );
  });

  test('JSON names errors at the file or the revision', () => {
    const failed: RevisionReading = { error: new SightlineError('yaml-syntax', 'bad', { place: { file: 'dvc.yaml' } }) };
    expect(
      writePythonJson(
        readingsValue(
          new Map([
            ['', broken],
            ['v1', failed],
            ['v2', reading({ 'k.yaml': '1' })],
          ]),
          same,
        ),
      ),
    ).toBe(
      '{"": {"data": {"b.json": {"error": {"type": "JSONFileCorruptedError", "msg": "no"}}}},' +
        ' "v1": {"error": {"type": "YAMLFileCorruptedError", "msg": "bad"}}, "v2": {"data": {"k.yaml": {"data": 1}}}}',
    );
  });

  test('control characters of a hostile file do not reach the terminal', () => {
    const table = metricsTable(new Map([['', reading({ a: '{s: "x\\e[2J\\n\\ty"}' })]]), same, { showRevision: false, precision: 5 });
    expect(formatPlainTable(table)).toBe('Path    s\na       x [2J y\n');
  });
});

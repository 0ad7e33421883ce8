import { describe, expect, test } from 'vitest';
import { hostileNames, madeReport } from '../../../../test/support/report-data.ts';
import { madeReportFile } from '../../../../test/support/report-file.ts';
import { detectionReport, labelsReport, segmentationReport } from '../../../../test/support/scored-report-data.ts';
import { SightlineError } from '../../errors.ts';
import { holdToBase } from './hold-to-base.ts';
import { readReportFile } from './read-report-file.ts';
import { maxReportFileBytes } from './report-file.ts';
import { writeReportFile } from './write-report-file.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const good = writeReportFile(madeReportFile());

/** What reading throws. */
function refusal(text: string | Uint8Array): SightlineError {
  try {
    readReportFile(typeof text === 'string' ? encode(text) : text);
  } catch (error) {
    if (error instanceof SightlineError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The good file with one value changed. */
function withValue(path: string, value: unknown): string {
  const file = JSON.parse(good) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((one, key) => one[key] as Record<string, unknown>, file);
  holder[last] = value;
  return JSON.stringify(file);
}

test('what was written is read again', () => {
  const file = madeReportFile(madeReport({ classes: hostileNames, prefix: hostileNames.join('/'), side: '<b>`|', metrics: ['log-loss'] }));
  expect(readReportFile(encode(writeReportFile(file)))).toEqual(file);
});

test.each([
  ['of a detector', detectionReport(hostileNames.slice(0, 2))],
  ['of a segmentation', segmentationReport()],
  ['of several labels an image', labelsReport()],
])('a report %s is written, read and held to the rules that it was made by', (_, data) => {
  const file = madeReportFile(data);
  const read = readReportFile(encode(writeReportFile(file)));
  expect(read).toEqual(file);
  const { task, metric, margin, gates, slices } = file.comparison;
  const evaluate = { predictions: 'p.json', primary: { metric, margin }, seeds: [], slices: [], gates: gates.map(({ gate }) => gate) };
  const held = holdToBase(read, { model: { name: file.model, task, artifact: 'model' }, evaluate });
  expect(held).toEqual({ ...file, corrections: [] });
  expect(slices.length).toBeGreaterThan(0);
});

test('the file does not grow with the images', () => {
  const [few, many] = [600, 3000].map((images) => writeReportFile(madeReportFile(madeReport({ images }))).length);
  expect(many).toBeLessThan(1.05 * (few ?? 0));
});

test('two thousand classes with names of 256 characters, and two thousand slices, fit in', () => {
  const file = madeReportFile();
  const { comparison } = file;
  if (!('discordance' in comparison)) {
    throw new Error('not a classifier');
  }
  const name = (at: number): string => `${at} ${'x'.repeat(250)}`;
  const fill = <One>([one]: readonly One[], change: (at: number) => Partial<One>): One[] =>
    Array.from({ length: 2000 }, (_, at) => ({ ...(one as One), ...change(at) }));
  const classes = fill(comparison.classes, (at) => ({ class: name(at) }));
  const slices = fill(comparison.slices, (at) => ({ value: name(at) }));
  const text = writeReportFile({ ...file, comparison: { ...comparison, classes, slices } });
  expect(text.length).toBeLessThan(maxReportFileBytes / 2);
  expect(readReportFile(encode(text)).comparison.classes).toHaveLength(2000);
});

describe('refused with the code, the file and the reason', () => {
  test.each([
    ['no JSON', '{"version": 1,\n oops', 'is no JSON'],
    ['nothing', '', 'is no JSON'],
    ['what is nested without end', '['.repeat(200_000), 'is no JSON'],
    ['no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'is no UTF-8'],
    ['too much', new Uint8Array(maxReportFileBytes + 1), 'holds 16777217 bytes'],
    ['another version', '{"version":2}', 'is of version 2; this Sightline reads version 1'],
    ['another value', '[]', 'expected object'],
    ['null', 'null', 'expected object'],
    ['a key too many', withValue('extra', 1), 'Unrecognized key'],
    ['a key of prototypes', good.replace('{', '{"__proto__":{"a":1},'), "'__proto__' is no key"],
    ['one deep inside', good.replace('"seedNoise":{', '"seedNoise":{"constructor":1,'), "'constructor' is no key"],
    ['a number beyond all numbers', good.replace(/"images":\d+/, '"images":1e999'), 'comparison.images'],
    ['a negative count', withValue('comparison.images', -1), 'comparison.images'],
    [
      'an interval the wrong way round',
      withValue('comparison.primary', { base: 0.9, head: 0.95, difference: 0.05, low: 0.1, high: 0 }),
      'is no interval',
    ],
    [
      'half an interval',
      withValue('comparison.primary', { base: 0.9, head: 0.95, difference: 0.05, low: 0.1, high: null }),
      'is no interval',
    ],
    [
      'a difference that is none',
      withValue('comparison.primary', { base: 0.9, head: 0.91, difference: 0.2, low: 0.1, high: 0.3 }),
      "is not head's minus base's",
    ],
    ['a metric that is none', withValue('comparison.metric', '@everyone'), "classification has no metric '@everyone'"],
    [
      'a metric that is none among others',
      withValue('comparison.metrics', {
        '<img>': { base: 1, head: 1, difference: 0, low: 0, high: 0, verdict: 'better' },
      }),
      "classification has no metric '<img>'",
    ],
    [
      'more discordant images than there are',
      withValue('comparison.discordance', { onlyBaseRight: 500, onlyHeadRight: 500, p: 1 }),
      'holds more images',
    ],
    ['a version that is no version', withValue('sightline', '](https://evil.example)'), 'sightline'],
    ['a commit that is none', withValue('head.commit', 'main'), 'head.commit'],
    [
      'answers of another task',
      withValue('answers', { errors: [], changed: { worse: [], better: [], worseCount: 0, betterCount: 0 } }),
      'is of another task',
    ],
    ['a name without end', withValue('model', 'x'.repeat(5000)), 'model'],
    [
      'images without end',
      withValue(
        'data.moved.images',
        Array.from({ length: 201 }, () => ({ image: 'a', was: 'b', class: null })),
      ),
      'data: holds a list',
    ],
    [
      'a list without end',
      withValue(
        'head.findings',
        Array.from({ length: 201 }, () => 'x'),
      ),
      'head.findings',
    ],
  ])('%s', (_, text, reason) => {
    const { code, message, place, fault } = refusal(text);
    expect({ code, file: place?.file, fault }).toEqual({ code: 'bad-report', file: 'report.json', fault: 'user' });
    expect(message).toContain(reason);
  });

  test('with the line of what is no JSON', () => {
    expect(refusal('{"version": 1,\n oops').place).toEqual({ file: 'report.json', line: 2, column: 2 });
  });
});

test('a key named like those of prototypes changes no object', () => {
  refusal('{"version":1,"__proto__":{"polluted":true}}');
  expect('polluted' in {}).toBe(false);
});

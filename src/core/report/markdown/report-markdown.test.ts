import { describe, expect, test } from 'vitest';
import { githubPatterns, renderPage } from '../../../../test/support/rendered-markdown.ts';
import { hostileNames, madeReport } from '../../../../test/support/report-data.ts';
import { madeReportFile, manyClassesAndSlices } from '../../../../test/support/report-file.ts';
import { longestComment, markReport } from '../../github/report-marker.ts';
import { readHistory, type RunEntry } from '../../github/run-history.ts';
import { holdToBase } from '../file/hold-to-base.ts';
import type { CommentFrame } from './frame.ts';
import { maxMarkdownLength, renderMarkdown } from './report-markdown.ts';
import { sparkline, thinForSparkline } from './sparkline.ts';

const head = 'a'.repeat(40);

function frame(options: Partial<CommentFrame> = {}): CommentFrame {
  return {
    repositoryUrl: 'https://github.com/acme/widgets',
    pullRequest: 7,
    head,
    run: 12345,
    attempt: 1,
    verified: true,
    history: [],
    ...options,
  };
}

const gates = [
  { metric: 'accuracy', require: 'not-worse' },
  { metric: 'recall', class: 'cat', require: 'at-least', value: 0.99 },
] as const;

test('a report', () => {
  const metrics = ['balanced-accuracy', 'macro-roc-auc', 'log-loss', 'ece'];
  expect(renderMarkdown(madeReportFile(madeReport({ images: 240, gates: [...gates], metrics })))).toMatchSnapshot();
});

test('the verdict comes first, then all in the order of what a reader needs', () => {
  const text = renderMarkdown(madeReportFile(madeReport({ gates: [...gates] })), frame());
  expect(text.split('\n')[1]).toMatch(
    /^### ▲ Better: accuracy 90\.00 % → 95\.00 %, \+5\.00 points \(95 % interval \+[\d.]+ to \+[\d.]+\) on 600 images\.$/,
  );
  expect([...text.matchAll(/^#### (.*)$/gm)].map(([, title]) => title)).toEqual([
    'Gates',
    'Primary metric',
    'Slices that moved',
    'Parameters',
    'Data',
    'Training curves',
    'Cost and time',
    'Lineage',
    'How to reproduce it',
  ]);
});

describe('the frame of a comment', () => {
  const file = madeReportFile();
  const first = markReport({ report: 'animals', head, run: 12345, attempt: 1 }, renderMarkdown(file, frame()));

  test('links to the run, and says how to measure it again', () => {
    expect(renderPage(first).addresses).toEqual(['https://github.com/acme/widgets/actions/runs/12345/attempts/1']);
    expect(first).toContain(`git fetch origin pull/7/head\ngit switch --detach ${head}\nsightline train --pull\n`);
  });

  test('remembers the runs before, in a line that nobody sees', () => {
    const second = renderMarkdown(file, frame({ run: 12346, head: 'b'.repeat(40), history: readHistory(first) }));
    expect(second).toContain('Runs of this pull request (2)');
    const seen = renderPage(second)
      .texts.map(({ text }) => text)
      .join(' ');
    expect(seen).toContain('aaaaaaaaaaaa');
    expect(seen).not.toContain('sightline:runs');
    expect(readHistory(markReport({ report: 'x', head, run: 1, attempt: 1 }, second))).toMatchObject([{ run: 12346 }, { run: 12345 }]);
  });

  test('forgets the oldest of more than twenty runs, and counts a run once', () => {
    const history = Array.from({ length: 20 }, (_, at) => ({ ...(readHistory(first)[0] as RunEntry), run: at }));
    const text = renderMarkdown(file, frame({ history }));
    expect(readHistory(`\n${text}`).map(({ run }) => run)).toEqual([
      12345,
      ...Array.from({ length: 19 }, (_, at) => 19 - at).filter((at) => at > 0),
    ]);
    expect(readHistory(`\n${renderMarkdown(file, frame({ history: readHistory(first) }))}`)).toHaveLength(1);
  });

  test.each([
    ['is no JSON', (text: string) => text.replace('sightline:runs [', 'sightline:runs [[')],
    ['has another shape', (text: string) => text.replace('[{"run":12345', '[{"run":"12345"')],
    ['names a metric that is none', (text: string) => text.replace('"metric":"accuracy"', '"metric":"[x](https://evil.example)"')],
    ['stands elsewhere', (text: string) => text.replace('\n', '\n\n')],
  ])('takes a history that %s for none', (_, change) => {
    expect(readHistory(first)).toHaveLength(1);
    expect(readHistory(change(first))).toEqual([]);
  });

  test('says of a fork that nobody verified it, first and last', () => {
    const text = renderMarkdown(file, frame({ verified: false }));
    expect(text).toMatch(/^### ▲ Better \(unverified run\): /m);
    expect(text).toContain('> [!WARNING]\n> **Unverified run.**');
    expect(readHistory(`\n${text}`)).toMatchObject([{ verified: false }]);
  });

  test('shows what the report job mended', () => {
    const lie = { ...file, comparison: { ...file.comparison, verdict: 'worse' as const } };
    const spec = {
      model: { name: 'animals', task: 'classification' as const, artifact: 'model' },
      evaluate: { predictions: 'p.json', primary: { metric: 'accuracy', margin: 0.005 }, seeds: [], slices: [], gates: [] },
    };
    expect(renderMarkdown(holdToBase(lie, spec), frame())).toContain(
      "> [!CAUTION]\n> - The run says worse; by its own numbers and base's rules it is: better.",
    );
  });

  test('has no link where the address of the repository is odd', () => {
    expect(renderPage(renderMarkdown(file, frame({ repositoryUrl: 'https://x.example/) [y](https://evil.example' }))).addresses).toEqual(
      [],
    );
  });
});

describe('hostile names', () => {
  const data = madeReport({
    classes: hostileNames,
    prefix: hostileNames.join('/'),
    side: '<b>`|',
    gates: [{ metric: 'recall', class: hostileNames[5], require: 'better' }],
  });
  const file = madeReportFile({ ...data, model: '@acme/team', provenance: [{ what: '](https://evil.example)', base: '@x', head: '#1' }] }, [
    ...hostileNames,
  ]);
  const lied = {
    ...file,
    head: { ...file.head, findings: ['@acme look: http://evil.example'] },
    training: { seconds: 1, runner: '</code>@acme' },
    comparison: {
      ...file.comparison,
      seedNoise: { seeds: 0, deviation: null, reason: 'see https://evil.example and @acme' },
      gates: file.comparison.gates.map((one) => ({ ...one, reason: 'approved by @acme, see #12' })),
    },
  };
  const page = renderPage(renderMarkdown(lied, frame()));

  test('make no element and no link', () => {
    const ours = [
      'h3',
      'h4',
      'p',
      'code',
      'pre',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'details',
      'summary',
      'strong',
      'ul',
      'li',
      'blockquote',
      'a',
    ];
    expect([...new Set(page.tags)].filter((tag) => !ours.includes(tag))).toEqual([]);
    expect(page.addresses).toEqual(['https://github.com/acme/widgets/actions/runs/12345/attempts/1']);
  });

  test('stand in code alone, so that GitHub makes nothing of them', () => {
    const outside = page.texts.filter(({ inCode }) => !inCode).map(({ text }) => text);
    expect(outside.filter((text) => githubPatterns.test(text) || /evil|acme|script|everyone|heading/.test(text))).toEqual([]);
    expect(page.texts.some(({ text, inCode }) => inCode && text === 'approved by @acme, see #12')).toBe(true);
    expect(page.html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });

  test('leave every row the cells of its header', () => {
    for (const [shown] of page.html.matchAll(/<table>[^]*?<\/table>/g)) {
      const rows = [...shown.matchAll(/<tr>[^]*?<\/tr>/g)].map(([row]) => row.match(/<t[hd]/g)?.length);
      expect(new Set(rows).size).toBe(1);
      expect(rows.length).toBeGreaterThan(1);
    }
  });
});

describe('size', () => {
  const long = (at: number): string => `${at} ${'😀|`'.repeat(80)}`;
  const runs = Array.from({ length: 20 }, (_, at): RunEntry => ({
    run: 2 ** 50 - at,
    attempt: 99,
    head: 'f'.repeat(64),
    verified: false,
    verdict: 'cannot-tell',
    task: 'classification',
    metric: 'macro-average-precision',
    difference: -0.123456789012345,
    low: -0.123456789012345,
    high: -0.023456789012345,
    gates: 50,
    passed: 49,
  }));
  const identity = { report: '😀'.repeat(100), head: 'f'.repeat(64), run: 2 ** 53 - 1, attempt: 2 ** 53 - 1 };

  test.each([
    ['500 classes and 200 slices', (at: number) => `class ${at}`, []],
    ['with names of 250 characters that need escaping', long, []],
    ['and twenty runs before', long, runs],
  ])('%s fit into a comment, cut by rows before sections', (_, name, history) => {
    const file = manyClassesAndSlices(500, 200, name);
    const comment = markReport(
      identity,
      renderMarkdown(file, frame({ history, repositoryUrl: `https://github.example/${'x'.repeat(100)}` })),
    );
    expect(comment.length).toBeLessThanOrEqual(longestComment);
    const page = renderPage(comment);
    expect(comment.split('\n')[2]).toMatch(/^### ▲ Better/);
    expect(comment).toContain('more rows in report.json.');
    expect(page.html.match(/<table>/g)?.length).toBe(page.html.match(/<\/table>/g)?.length);
    expect(page.html.match(/<details>/g)?.length).toBe(page.html.match(/<\/details>/g)?.length);
    expect(readHistory(comment)).toHaveLength(Math.min(20, history.length + 1));
    for (const title of ['Primary metric', 'Slices that moved', 'Parameters', 'Data', 'How to reproduce it']) {
      expect(comment).toContain(`#### ${title}`);
    }
  });

  test('what is left out is named, with where to find it', () => {
    const name = '\\|@'.repeat(40);
    const { head: side, ...file } = manyClassesAndSlices(500, 200, () => name);
    const findings = Array.from({ length: 200 }, () => name);
    const hashes = Array.from({ length: 20 }, () => ({ what: name, base: name, head: `${name}.` }));
    const text = renderMarkdown({ ...file, head: { ...side, findings }, lineage: hashes });
    expect(text.length).toBeLessThanOrEqual(maxMarkdownLength);
    expect(text).toMatch(/^> Left out, since a comment holds no more: .*\. They are in report\.html and report\.json\.$/m);
    expect(renderPage(text).tags.filter((tag) => tag === 'details').length).toBe(text.match(/<\/details>/g)?.length);
  });

  test('a small report has all of its rows', () => {
    expect(renderMarkdown(madeReportFile())).not.toMatch(/more rows|Left out/);
  });
});

test('sparklines', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 0, 7)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([5, 5], 5, 5)).toBe('▁▁');
  expect(sparkline([], 0, 1)).toBe('');
  const thousand = Array.from({ length: 1000 }, (_, at) => at);
  expect(thinForSparkline(thousand)).toHaveLength(24);
  expect(thinForSparkline(thousand).at(-1)).toBe(999);
});

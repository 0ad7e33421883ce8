import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileNames, madeReport } from '../../../../test/support/report-data.ts';
import { codeSpan } from './code-span.ts';
import { maxMarkdownLength, renderMarkdown } from './report-markdown.ts';
import { sparkline, thinForSparkline } from './sparkline.ts';

test('a report', () => {
  const gates = [
    { metric: 'accuracy', require: 'not-worse' },
    { metric: 'recall', class: 'cat', require: 'at-least', value: 0.99 },
  ] as const;
  const metrics = ['balanced-accuracy', 'macro-roc-auc', 'log-loss', 'ece'];
  expect(renderMarkdown(madeReport({ images: 240, gates: [...gates], metrics }))).toMatchSnapshot();
});

test('the verdict comes first', () => {
  const [first] = renderMarkdown(madeReport()).split('\n');
  expect(first).toMatch(
    /^### ▲ Better: accuracy 90\.00 % → 95\.00 %, \+5\.00 points \(95 % interval \+[\d.]+ to \+[\d.]+\) on 600 images\.$/,
  );
});

/** Cells of a table row as GFM splits it: at pipes without a backslash. */
function countCells(line: string): number {
  return line.replaceAll(/\\[!-/:-@[-`{-~]/g, '').split('|').length;
}

describe('hostile names', () => {
  const text = renderMarkdown(madeReport({ classes: hostileNames, prefix: hostileNames.join('/'), side: '<b>`|' }));

  test('every table row has the cells of its header', () => {
    let header = 0;
    for (const line of text.split('\n')) {
      if (!line.startsWith('|')) {
        header = 0;
        continue;
      }
      header ||= countCells(line);
      expect(countCells(line)).toBe(header);
    }
  });

  test('nothing of them stands outside of code', () => {
    const outside = text.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '').replaceAll(/<\/?(details|summary)>/g, '');
    expect(outside).not.toMatch(/[<`@]|script|javascript|evil|heading/);
  });

  test('no line starts what they try to start, and no control character is left', () => {
    expect(text).not.toMatch(/^# heading/m);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });
});

test('a code span gives back any name without control characters, in and out of tables', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40 }), (name) => {
      const span = codeSpan(name);
      const fence = /^`+/.exec(span)?.[0] ?? '';
      fc.pre(fence !== '');
      expect(span.endsWith(fence)).toBe(true);
      const inside = span.slice(fence.length, -fence.length);
      expect(inside.split(/[^`]+/)).not.toContain(fence);
      expect(inside.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toContain('|');
    }),
  );
});

describe('size', () => {
  test.each([
    ['many classes', { images: 4000, classes: Array.from({ length: 120 }, (_, at) => `class ${at} ${'x'.repeat(100)}`) }],
    ['many slices', { images: 2000, slices: 150, prefix: 'y'.repeat(110) }],
    [
      'both, with long names',
      { images: 3000, slices: 199, prefix: '`|'.repeat(60), classes: Array.from({ length: 20 }, (_, at) => '|`'.repeat(60) + String(at)) },
    ],
  ])('%s fit into a comment', (_, options) => {
    const text = renderMarkdown(madeReport(options));
    expect(text.length).toBeLessThanOrEqual(maxMarkdownLength);
    expect(text).toMatch(/^### ▲ Better/);
  });

  test('what is left out is named', () => {
    const classes = Array.from({ length: 40 }, (_, at) => `${'😀|'.repeat(59)}${at}`);
    const gate = { metric: 'recall', class: classes[0] ?? '', slice: `camera=${classes[0]}`, require: 'not-worse' } as const;
    const text = renderMarkdown(
      madeReport({ images: 3000, slices: 199, prefix: '😀|'.repeat(60), classes, gates: Array.from({ length: 40 }, () => gate) }),
    );
    expect(text.length).toBeLessThanOrEqual(maxMarkdownLength);
    expect(text.split('\n').at(-2)).toMatch(/^> Left out, since a comment holds no more: .*flipped images.*The HTML report has them\.$/);
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

import { describe, expect, test } from 'vitest';
import { hostileNames, trainedWith } from '../../../../test/support/report-data.ts';
import { madeReportFile } from '../../../../test/support/report-file.ts';
import { renderPage } from '../../../../test/support/rendered-markdown.ts';
import { detectionReport, labelsReport } from '../../../../test/support/scored-report-data.ts';
import type { StoredScored } from '../../metrics/stored-evaluation.ts';
import { renderHtml } from '../html/report-html.ts';
import { findChangedImages } from '../objects/changed-images.ts';
import { maxMarkdownLength, renderMarkdown } from '../markdown/report-markdown.ts';
import { renderTerminal } from '../terminal.ts';

const data = detectionReport([], 120);

test('Markdown, page and terminal tell the verdict, the metrics, errors, classes and images', () => {
  const markdown = renderMarkdown(madeReportFile(data));
  for (const part of [
    '### ▲ Better: AP ',
    'AP75 |',
    '| AR100 |',
    'Errors by kind',
    '| location |',
    '| `class=bus` |',
    'Classes (2)',
    '**Fewer errors: ',
  ]) {
    expect(markdown).toContain(part);
  }
  // No objects of that size, and none of that class.
  expect(markdown).not.toMatch(/\| APl \||never/);
  const page = renderHtml(data, trainedWith(), '');
  expect(page).toContain('<h2>Images that changed</h2>');
  expect(page).not.toContain('never');
  expect(renderTerminal(data.comparison)).toMatch(
    /^▲ Better: AP [^]*\n {2}▲ class=car: [^]*\n {2}gate AP50 of car: at least 50\.00.%: pass, /,
  );
});

test('images on which a model says other labels are told with what both say', () => {
  const labels = labelsReport(['cat', 'dog', 'owl'], 60);
  const [before, now] = [labels.base.evaluation, labels.head.evaluation];
  const { worse, better, betterCount } = findChangedImages(before, now, 60);
  expect(betterCount).toBeGreaterThan(worse.length);
  const errorsOf = ({ rows }: StoredScored, image: string): number => {
    const at = rows.image.indexOf(image);
    const [truth, said] = 'truth' in rows ? [new Set(rows.truth[at]), new Set(rows.predicted[at])] : [new Set(), new Set()];
    return truth.symmetricDifference(said).size;
  };
  for (const { image, base, head } of [...worse, ...better]) {
    expect([base.missed + base.wrong, head.missed + head.wrong]).toEqual([errorsOf(before, image), errorsOf(now, image)]);
  }
  expect(renderMarkdown(madeReportFile(labels))).toMatch(/\| Labels +\| Missed \|/);
  expect(renderHtml(labels, trainedWith(), '')).toContain('Head says');
});

describe.each(hostileNames)('a class and images called %j', (name) => {
  const hostile = detectionReport([name === ' ' ? 'a b' : name, `other ${name}`, name.replaceAll('/', '')]);

  test('break out of nothing', () => {
    const page = renderHtml(hostile, trainedWith(name), '');
    expect(page).not.toMatch(/<script>alert|<img src=x|onclick='x'|<\/code><\/td><\/table><script/);
    const markdown = renderMarkdown(madeReportFile(hostile));
    expect(markdown.length).toBeLessThanOrEqual(maxMarkdownLength + 1);
    const { texts } = renderPage(markdown);
    expect(new Set(texts.filter(({ text, inCode }) => inCode && text.startsWith('class=')).map(({ text }) => text)).size).toBe(2);
    const garbled = [...markdown, ...renderTerminal(hostile.comparison)].filter((one) => (one < ' ' && one !== '\n') || one === '\u202e');
    expect(garbled).toEqual([]);
  });
});

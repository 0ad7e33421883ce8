import { describe, expect, test } from 'vitest';
import { hostileNames, trainedWith } from '../../../../test/support/report-data.ts';
import { madeReportFile } from '../../../../test/support/report-file.ts';
import { renderPage } from '../../../../test/support/rendered-markdown.ts';
import { detectionReport } from '../../../../test/support/scored-report-data.ts';
import { renderHtml } from '../html/report-html.ts';
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

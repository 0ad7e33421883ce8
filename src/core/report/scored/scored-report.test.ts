import { describe, expect, test } from 'vitest';
import { hostileNames } from '../../../../test/support/report-data.ts';
import { makeScenes } from '../../../../test/support/scenes.ts';
import { readCocoObjects } from '../../labels/coco-objects.ts';
import { compareScored } from '../../metrics/compare-scored.ts';
import { evaluateObjects } from '../../metrics/objects/evaluate-objects.ts';
import { readCocoResults } from '../../predictions/coco-results.ts';
import { renderHtml } from '../html/report-html.ts';
import { maxMarkdownLength, renderMarkdown } from '../markdown/report-markdown.ts';
import type { ScoredReportData } from '../report-data.ts';
import { renderTerminal } from '../terminal.ts';

/** A report on two detectors whose classes and images are called so; one class has no objects. */
function madeReport([first = 'car', second = 'bus', image = '']: readonly string[], images = 30): ScoredReportData {
  const { truth, found } = makeScenes(images, 'boxes', 3);
  const categories = [...truth.categories.map((one, at) => ({ ...one, name: at === 0 ? first : second })), { id: 99, name: 'never' }];
  const objects = readCocoObjects({ ...truth, categories }, 'gt.json', 'boxes');
  const judge = (skill: number) =>
    evaluateObjects(
      {
        task: 'detection',
        truth: objects,
        names: objects.imageFiles.map((file) => `img/${image}${file}`),
        ...readCocoResults(found(skill), objects, 'dt.json', 'boxes'),
        leftOut: 0,
      },
      { slices: [{ class: true }] },
    );
  const [base, head] = [judge(0.6), judge(0.9)];
  const gates = [{ metric: 'AP50', class: first, require: 'at-least' as const, value: 0.5 }];
  const side = { commit: undefined, curves: undefined };
  return {
    model: 'cars',
    comparison: compareScored(base, head, { primary: { metric: 'AP', margin: 0.01 }, gates }),
    base: { ...side, name: 'main', evaluation: base.evaluation },
    head: { ...side, name: 'workspace', evaluation: head.evaluation },
    data: undefined,
    provenance: [{ what: 'dvc.lock', base: 'sha256:aa', head: 'sha256:bb' }],
    notes: [],
    version: '0.0.0',
  };
}

const data = madeReport([], 120);

test('Markdown, page and terminal tell the verdict, the metrics, errors, classes and images', () => {
  const markdown = renderMarkdown(data);
  for (const part of [
    '### ▲ Better: AP ',
    '| AP75 |',
    '| AR100 |',
    '#### Errors',
    '| location |',
    '| `class=bus` |',
    'Classes (2)',
    '**Fewer errors: ',
  ]) {
    expect(markdown).toContain(part);
  }
  // No objects of that size, and none of that class.
  expect(markdown).not.toMatch(/\| APl \||never/);
  const page = renderHtml(data);
  expect(page).toContain('<h2>Images that changed</h2>');
  expect(page).not.toContain('never');
  expect(renderTerminal(data.comparison)).toMatch(
    /^▲ Better: AP [^]*\n {2}▲ class=car: [^]*\n {2}gate AP50 of car: at least 50\.00.%: pass, /,
  );
});

describe.each(hostileNames)('a class and images called %j', (name) => {
  const hostile = madeReport([name === ' ' ? 'a b' : name, `other ${name}`, name.replaceAll('/', '')]);

  test('break out of nothing', () => {
    const page = renderHtml(hostile);
    expect(page).not.toMatch(/<script|<img src=x|onclick='x'|<\/code><\/td><\/table><script/);
    const markdown = renderMarkdown(hostile);
    expect(markdown.length).toBeLessThanOrEqual(maxMarkdownLength + 1);
    const rows = markdown.split('\n').filter((line) => /^\| `+ ?class=/.test(line));
    expect(rows).toHaveLength(2);
    const garbled = [...markdown, ...renderTerminal(hostile.comparison)].filter((one) => (one < ' ' && one !== '\n') || one === '\u202e');
    expect(garbled).toEqual([]);
  });
});

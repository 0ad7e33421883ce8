import { describe, expect, test } from 'vitest';
import { makeScenes, type SceneResult, type Scenes } from '../../../test/support/scenes.ts';
import { readCocoObjects } from '../labels/coco-objects.ts';
import { readCocoResults } from '../predictions/coco-results.ts';
import { renderTerminal } from '../report/terminal.ts';
import type { Gate } from '../spec/spec.ts';
import { alpha } from './compare-accuracy.ts';
import { compareScored } from './compare-scored.ts';
import { evaluateObjects } from './objects/evaluate-objects.ts';
import type { ObjectEvaluation } from './objects/object-evaluation.ts';
import type { ScoredComparison } from './scored-comparison.ts';
import type { ScoredModel } from './scored-model.ts';
import type { SliceSpec } from './slices/slice-spec.ts';

type Truth = Scenes['truth'];

const scenes = makeScenes(120, 'boxes', 3);
const [weak, strong] = [scenes.found(0.6), scenes.found(0.85)];

function judge(
  found: readonly SceneResult[],
  truth: Truth = scenes.truth,
  slices: readonly SliceSpec[] = [],
): ScoredModel<ObjectEvaluation> {
  const objects = readCocoObjects(truth, 'gt.json', 'boxes');
  const { detections, outsideCategories } = readCocoResults(found, objects, 'dt.json', 'boxes');
  const names = objects.imageFiles.map((file) => `img/${file}`);
  return evaluateObjects({ task: 'detection', truth: objects, names, detections, leftOut: outsideCategories }, { slices });
}

const primary = { metric: 'AP', margin: 0.01 };

function compare(base: ScoredModel<ObjectEvaluation>, head: ScoredModel<ObjectEvaluation>, gates: Gate[] = []): ScoredComparison {
  return compareScored(base, head, { primary, gates });
}

describe('two detectors on one test set', () => {
  test('the better one is better, overall, by class and by slice, and mirrored where the sides are swapped', () => {
    const slices: SliceSpec[] = ['camera', { class: true }];
    const [base, head] = [judge(weak, scenes.truth, slices), judge(strong, scenes.truth, slices)];
    const there = compare(base, head);
    expect(there).toMatchObject({
      task: 'detection',
      verdict: 'better',
      about: 'weights',
      testSetChange: null,
      identical: false,
      classMetric: 'AP',
    });
    expect(there.metrics['AP50']?.verdict).toBe('better');
    expect(there.primary).toMatchObject({ base: base.evaluation.metrics['AP']?.value, head: head.evaluation.metrics['AP']?.value });
    expect(there.classes.map(({ verdict }) => verdict)).toEqual(['better', 'better']);
    expect(there.slices.map(({ column, value, verdict }) => `${column}=${value} ${verdict}`)).toEqual([
      'class=car better',
      'class=bus better',
      'camera=a better',
      'camera=b better',
    ]);
    const back = compare(head, base);
    expect(back.verdict).toBe('worse');
    expect(back.primary.difference).toBeCloseTo(-(there.primary.difference ?? 0), 12);
    expect(back.slices[2]?.difference.low).toBeCloseTo(-(there.slices[2]?.difference.high ?? 0), 9);
  });

  test('p-values say what the intervals say, also where every image differs alike and where few images speak', () => {
    const camera: SliceSpec[] = ['camera'];
    const [none, all] = [judge([], scenes.truth, camera), judge(scenes.found(1), scenes.truth, camera)];
    const few = makeScenes(8, 'boxes', 3);
    const compared = [
      compare(none, all),
      compare(judge(few.found(0.3), few.truth, camera), judge(few.found(0.95), few.truth, camera)),
      compare(judge(weak, scenes.truth, camera), judge(few.found(0.95), few.truth, camera)),
    ];
    expect(compared[0]?.classes.map(({ verdict, adjustedP }) => [verdict, adjustedP < 0.0001])).toEqual([
      ['better', true],
      ['better', true],
    ]);
    for (const { difference, adjustedP } of compared.flatMap(({ classes, slices }) => [...classes, ...slices])) {
      expect(adjustedP < alpha).toBe((difference.low ?? 0) > 0 || (difference.high ?? 0) < 0);
    }
  });

  test('a class that is a slice, too, has one interval, in one family with all classes and slices', () => {
    const slices: SliceSpec[] = ['camera', { class: true }];
    const close = makeScenes(120, 'boxes', 3);
    const compared = compare(judge(close.found(0.6), close.truth, slices), judge(close.found(0.62), close.truth, slices));
    for (const { class: name, difference, adjustedP, alpha: level } of compared.classes) {
      const slice = compared.slices.find(({ column, value }) => column === 'class' && value === name);
      expect(slice).toMatchObject({ difference, adjustedP, alpha: level });
    }
    expect(Math.min(...compared.slices.map((one) => one.alpha))).toBe(alpha / 4);
  });

  test('the same answers are equivalent', () => {
    const same = compare(judge(weak), judge(weak));
    expect(same).toMatchObject({ verdict: 'equivalent', identical: true, primary: { difference: 0, low: 0, high: 0 } });
    expect(same.classes.every(({ verdict, adjustedP }) => verdict === 'equivalent' && adjustedP === 1)).toBe(true);
  });

  test('the same answers in another order are the same, unless the order tells which of equal scores comes first', () => {
    const turned = { ...scenes.truth, annotations: scenes.truth.annotations.toReversed() };
    const same = compare(judge(weak), judge(weak.toReversed(), turned));
    expect(same).toMatchObject({
      testSetChange: null,
      identical: true,
      verdict: 'equivalent',
      primary: { difference: 0, low: 0, high: 0 },
    });
    const tied = weak.map((one) => ({ ...one, score: 0.5 }));
    expect(compare(judge(tied), judge(tied)).identical).toBe(true);
    expect(compare(judge(tied), judge(tied.toReversed())).identical).toBe(false);
  });

  test('detections of categories that the test set lacks are counted and told', () => {
    const compared = compare(judge(weak), judge(strong.map((one, at) => (at < 3 ? { ...one, category_id: 99 } : one))));
    expect(compared.leftOut).toEqual({ base: 0, head: 3 });
    expect(renderTerminal(compared)).toContain("Of head, 3 detections are of categories that the test set doesn't list");
  });

  test('a difference that a few images hint at is not told, and how many would tell is', () => {
    const few = makeScenes(12);
    const close = compare(judge(few.found(0.8), few.truth), judge(few.found(0.82), few.truth));
    expect(close.verdict).toBe('cannot-tell');
    expect(close.moreImages).toBeGreaterThan(0);
  });

  test('six pairs of seeds make it about the change', () => {
    const runs = [0.6, 0.61, 0.62, 0.58, 0.59, 0.63].map((skill) => ({
      base: judge(scenes.found(skill)).evaluation,
      head: judge(scenes.found(skill + 0.2)).evaluation,
    }));
    const compared = compareScored(judge(weak), judge(strong), { primary, gates: [] }, { pairs: runs, missing: [] });
    expect(compared).toMatchObject({ about: 'change', verdict: 'better', seedNoise: { seeds: 6, reason: null } });
  });
});

describe('two detectors on two test sets', () => {
  test('are compared as samples, and what changed is counted', () => {
    const [, ...images] = scenes.truth.images;
    const [first, ...annotations] = scenes.truth.annotations.filter(({ image_id: id }) => id !== 1);
    const moved = first === undefined ? [] : [{ ...first, bbox: [0, 0, 20, 20] }];
    const isKept = ({ image_id: id }: SceneResult): boolean => id !== 1;
    const changed = { ...scenes.truth, images, annotations: [...moved, ...annotations] };
    const compared = compare(judge(weak), judge(strong.filter(isKept), changed));
    expect(compared.testSetChange).toEqual({
      baseImages: 120,
      headImages: 119,
      onlyInBase: 1,
      onlyInHead: 0,
      relabelled: 1,
      skippedByBase: 0,
      skippedByHead: 0,
    });
    const paired = compare(judge(weak), judge(strong));
    expect((compared.primary.high ?? 0) - (compared.primary.low ?? 0)).toBeGreaterThan(
      (paired.primary.high ?? 0) - (paired.primary.low ?? 0),
    );
  });

  test('swapping the sides mirrors every interval and verdict', () => {
    const other = makeScenes(100, 'boxes', 4);
    const [base, head] = [judge(weak), judge(other.found(0.75), other.truth)];
    const [there, back] = [compare(base, head), compare(head, base)];
    expect(there.primary.low).toBeCloseTo(-(back.primary.high ?? 0), 12);
    expect(there.primary.high).toBeCloseTo(-(back.primary.low ?? 0), 12);
    expect(there.classes[0]?.difference.low).toBeCloseTo(-(back.classes[0]?.difference.high ?? 0), 12);
  });

  test('classes are those of their names', () => {
    const turned = { ...scenes.truth, categories: [{ id: 1, name: 'van' }, ...scenes.truth.categories] };
    const compared = compare(judge(weak), judge(strong, turned));
    const [van, car] = compared.classes;
    expect(van).toMatchObject({ class: 'van', difference: { base: null, head: null }, verdict: 'cannot-tell' });
    expect(car?.difference.base).toBeCloseTo(judge(weak).evaluation.byClass[0]?.metrics['AP']?.value ?? 0, 12);
  });
});

describe('gates', () => {
  const cases: readonly (readonly [string, Gate, 'pass' | 'fail', string])[] = [
    ['a metric that is not worse', { metric: 'AP75', require: 'not-worse' }, 'pass', 'margin 1.00'],
    ['one that is better on a slice', { metric: 'AP', slice: 'camera=b', require: 'better' }, 'pass', 'points'],
    ['one of a class', { metric: 'AP50', class: 'bus', require: 'at-least', value: 0.3 }, 'pass', 'on 120 images, wanted at least 30.00'],
    ['a class as slice', { metric: 'AP50', slice: 'class=bus', require: 'at-least', value: 0.3 }, 'pass', 'on 120 images'],
    [
      'a slice and a bound',
      { metric: 'AP', slice: 'camera=b', require: 'at-least', value: 0.2 },
      'pass',
      'on 60 images, wanted at least 20.00',
    ],
    ['too high a bar', { metric: 'AP', require: 'at-least', value: 0.99 }, 'fail', 'wanted at least 99.00'],
    [
      'objects of a size that there are none of',
      { metric: 'APl', require: 'not-worse' },
      'fail',
      'undefined for base or head, so the gate is closed',
    ],
    ['a class that there is not', { metric: 'AP', class: 'van', require: 'not-worse' }, 'fail', 'no such class'],
    ['a slice that there is not', { metric: 'AP', slice: 'camera=z', require: 'not-worse' }, 'fail', 'no image to judge it by'],
    ['a metric of another task', { metric: 'accuracy', require: 'not-worse' }, 'fail', "has no metric 'accuracy'"],
    [
      'two classes',
      { metric: 'AP', class: 'car', slice: 'class=bus', require: 'not-worse' },
      'fail',
      'the slice is of one class, and the metric of another',
    ],
  ];
  const gates = cases.map(([, gate]) => gate);
  const results = compare(judge(weak, scenes.truth, ['camera']), judge(strong, scenes.truth, ['camera']), gates).gates;

  test.each(cases)('%s', (_, gate, outcome, reason) => {
    expect(results.find((one) => one.gate === gate)).toMatchObject({ outcome, reason: expect.stringContaining(reason) as unknown });
  });
});

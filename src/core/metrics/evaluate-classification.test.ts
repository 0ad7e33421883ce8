import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Judged, judged } from '../../../test/support/judged.ts';
import type { SightlineError } from '../errors.ts';
import { evaluateClassification } from './evaluate-classification.ts';
import { evaluationSchema } from './evaluation.ts';
import { formatMetricsFile } from './metrics-file.ts';
import { parseEvaluation } from './parse-evaluation.ts';
import { parsePredictions } from './predictions.ts';

const example: readonly Judged[] = [
  { truth: 'cat', predicted: 'cat', metadata: { pen: 'thin' } },
  { truth: 'cat', predicted: 'dog', metadata: { pen: 'thin' } },
  { truth: 'dog', predicted: 'dog', metadata: { pen: 'thick' } },
  { truth: 'dog', predicted: 'dog', metadata: { pen: 'thick' } },
  { truth: 'eel', predicted: 'cat', metadata: { pen: '' } },
];

describe('scores', () => {
  const evaluation = judged(example, ['pen']);

  test('accuracy, and each class', () => {
    expect(evaluation.overall.accuracy?.value).toBe(0.6);
    expect(evaluation.overall.classes).toEqual([
      { class: 'cat', support: 2, predicted: 2, precision: 0.5, recall: 0.5, f1: 0.5 },
      { class: 'dog', support: 2, predicted: 3, precision: 2 / 3, recall: 1, f1: 0.8 },
      { class: 'eel', support: 1, predicted: 0, precision: null, recall: 0, f1: 0 },
    ]);
    expect(evaluation.overall.macroF1).toBeCloseTo((0.5 + 0.8 + 0) / 3, 12);
    expect(evaluation.confusion).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [1, 0, 0],
    ]);
  });

  test('slices by value; what is absent from a slice is undefined there, not 0', () => {
    expect(evaluation.slices.map(({ value, scores }) => [value, scores.images, scores.accuracy?.value])).toEqual([
      ['thick', 2, 1],
      ['thin', 2, 0.5],
    ]);
    expect(evaluation.slices[0]?.scores.classes[0]).toMatchObject({ class: 'cat', precision: null, recall: null, f1: null });
  });

  test('it survives being written and read, and a tampered one does not', () => {
    const read: unknown = JSON.parse(JSON.stringify(evaluation));
    expect(parseEvaluation(read, 'evaluation.json')).toEqual(evaluation);
    const short = { ...evaluation, rows: { ...evaluation.rows, truth: [] } };
    expect(() => parseEvaluation(short, 'evaluation.json')).toThrow(/one length/);
    const foreign = { ...evaluation, rows: { ...evaluation.rows, predicted: evaluation.rows.predicted.map(() => 99) } };
    expect(() => parseEvaluation(foreign, 'evaluation.json')).toThrow(/no class/);
  });

  test("the metrics file is the same bytes each time, with Python's floats", () => {
    expect(formatMetricsFile(judged(example))).toBe(
      formatMetricsFile(judged(example.toReversed().map((one, at) => ({ ...one, image: String(at) })))),
    );
    expect(formatMetricsFile(judged([{ truth: 'a', predicted: 'a' }]))).toContain('"accuracy": 1.0,');
  });

  test('the order of images and of predictions changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { minLength: 1, maxLength: 40 }), (pairs) => {
        const images = pairs.map(([truth, predicted], at): Judged => ({ truth: `c${truth}`, predicted: `c${predicted}`, image: `i${at}` }));
        const evaluation = judged(images);
        expect(judged(images.toReversed())).toEqual(evaluation);
        expect(evaluationSchema.parse(evaluation)).toEqual(evaluation);
        const f1s = evaluation.overall.classes.map(({ f1 }) => f1).filter((f1) => f1 !== null);
        expect(evaluation.overall.macroF1).toBeCloseTo(f1s.reduce((sum, f1) => sum + f1, 0) / f1s.length, 12);
      }),
    );
  });
});

const labelled = (images: readonly string[]) => ({
  classes: ['a'],
  images: images.map((image) => ({ image, label: 'a', metadata: {} })),
});
const predicted = (images: readonly string[]) => ({
  version: 1 as const,
  classes: ['a'],
  predictions: images.map((image) => ({ image, label: 'a', scores: [1] })),
});

const evaluate = (truths: readonly string[], answers: readonly string[]) =>
  evaluateClassification(labelled(truths), predicted(answers), { slices: [], file: 'p.json', maySkip: false });

describe('what does not fit together is refused', () => {
  test.each([
    ['a missing image', ['x', 'y'], ['x'], '1 image is of the test set without a prediction: "y"'],
    ['an extra image', ['x'], ['x', 'z'], '1 image is predicted but not in the test set: "z"'],
    ['a repeated prediction', ['x'], ['x', 'x'], '1 image is predicted more than once: "x"'],
    ['a repeated label', ['x', 'x'], ['x'], '1 image is labelled more than once in the test set: "x"'],
  ])('%s', (_, truths, answers, message) => {
    expect(() => evaluate(truths, answers)).toThrow(expect.objectContaining({ code: 'prediction-mismatch', message }) as SightlineError);
  });

  test('images that are named without their folder, with what to write', () => {
    const hint = 'Name images as the test set does, with the folder: "test/x" instead of "x".';
    expect(() => evaluate(['test/x', 'test/y'], ['x', 'y'])).toThrow(expect.objectContaining({ hint }) as SightlineError);
  });

  test('at most ten are listed', () => {
    const many = Array.from({ length: 14 }, (_, at) => `image${at}`);
    expect(() => evaluate(many, [])).toThrow(/"image9" and 4 more$/);
  });

  test('a column that no image has, and one that is an id', () => {
    expect(() => judged(example, ['camera'])).toThrow(/no image of the test set has a value in the column 'camera'/);
    const ids = Array.from({ length: 201 }, (_, at): Judged => ({ truth: 'a', predicted: 'a', metadata: { id: String(at) } }));
    expect(() => judged(ids, ['id'])).toThrow(/has 201 values/);
  });
});

describe('a predictions file', () => {
  const good = { version: 1, classes: ['a', 'b'], predictions: [{ image: 'x', label: 'a', scores: [0.7, 0.3] }] };

  test('is read', () => {
    expect(parsePredictions(JSON.stringify(good), 'p.json')).toEqual(good);
  });

  test.each([
    ['no JSON', '{', /not JSON/],
    ["Python's NaN", JSON.stringify(good).replace('0.7', 'NaN'), /not JSON/],
    ['an unknown key', JSON.stringify({ ...good, extra: 1 }), /extra/],
    ['a label that is no class', JSON.stringify(good).replace('"label":"a"', '"label":"c"'), /"c" is not among the classes/],
    ['too few scores', JSON.stringify(good).replace('0.7,0.3', '0.7'), /1 scores for 2 classes/],
    ['a class twice', JSON.stringify(good).replace('["a","b"]', '["a","a"]'), /stands twice/],
    ['a score that overflows', JSON.stringify(good).replace('0.7', '1e999'), /predictions\.0\.scores\.0/],
  ])('with %s is refused', (_, text, message) => {
    expect(() => parsePredictions(text, 'p.json')).toThrow(
      expect.objectContaining({ code: 'bad-predictions', message: expect.stringMatching(message) as string }) as SightlineError,
    );
  });
});

describe('images that could not be read', () => {
  const dataset = {
    classes: ['cat', 'dog'],
    images: ['a', 'b', 'c'].map((image) => ({ image, label: 'cat', metadata: {} })),
  };
  const predictions = {
    version: 1 as const,
    classes: ['cat', 'dog'],
    predictions: ['a', 'b'].map((image) => ({ image, label: 'cat', scores: [1, 0] })),
    skipped: [{ image: 'c', reason: 'image-truncated' }],
  };

  test('are left out and named where the spec says so', () => {
    const evaluation = evaluateClassification(dataset, predictions, { slices: [], file: 'p.json', maySkip: true });
    expect(evaluation.overall.images).toBe(2);
    expect(evaluation.skipped).toEqual(['c']);
  });

  test('are refused by name elsewhere', () => {
    expect(() => evaluateClassification(dataset, predictions, { slices: [], file: 'p.json', maySkip: false })).toThrow(
      /1 image is skipped by the model: "c"/,
    );
  });
});

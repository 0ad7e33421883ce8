import { expect, test } from 'vitest';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import type { SightlineError } from '../core/errors.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import { evaluationSchema } from '../core/metrics/evaluation.ts';
import { evaluateClassifier } from './evaluate-classifier.ts';
import { loadSpec } from './load-spec.ts';

const answers = [
  { image: 'img/c.png', truth: 'cat', scores: { cat: 0.6, dog: 0.4 } },
  { image: 'img/a.png', truth: 'cat', scores: { cat: 0.3, dog: 0.7 } },
  { image: 'img/b.png', truth: 'dog', scores: { cat: 0.1, dog: 0.9 } },
];

const files = {
  'sightline.yaml': [
    'version: 1',
    'model: { name: pets, task: classification, artifact: model }',
    'data: { test: { images: ., labels: labels.csv, format: csv } }',
    'evaluate: { predictions: eval/predictions.json }',
    '',
  ].join('\n'),
  'labels.csv': `image,label\n${answers.map(({ image, truth }) => `${image},${truth}\n`).join('')}`,
  'scores.jsonl': answers.map(({ image, scores }) => `${JSON.stringify({ image, scores })}\n`).join(''),
  'scores.csv': `image,cat,dog\n${answers.map(({ image, scores }) => `${image},${scores.cat},${scores.dog}\n`).join('')}`,
  'scores.txt': `image,cat,dog\n${answers.map(({ image, scores }) => `${image},${scores.cat},${scores.dog}\n`).join('')}`,
  'labels-only.csv': 'image,label\nimg/a.png,dog\nimg/b.png,dog\nimg/c.png,cat\n',
  'odds.csv': 'image,cat,dog\nimg/a.png,3,7\nimg/b.png,1,9\nimg/c.png,6,4\n',
  'half.csv': 'image,cat\nimg/a.png,1\nimg/b.png,1\nimg/c.png,1\n',
  'twice.jsonl': '{"image":"img/a.png","label":"cat"}\n{"image":"img/a.png","label":"cat"}\n',
  'array.npy': 'no matter',
};

async function judge(predictions: string, format?: 'csv'): Promise<Evaluation> {
  const workspace = memoryWorkspace(files);
  const { evaluation } = await evaluateClassifier(workspace, await loadSpec(workspace), {
    predictions,
    format,
    measure: async () => new Map(),
    decodeMask: decodeClassMask,
  });
  return evaluation;
}

test('predictions in any order and format are one evaluation, with every metric', async () => {
  const evaluation = await judge('scores.jsonl');
  expect(evaluationSchema.parse(evaluation)).toEqual(evaluation);
  expect(await judge('scores.csv')).toEqual(evaluation);
  expect(await judge('scores.txt', 'csv')).toEqual(evaluation);
  expect(evaluation.rows).toMatchObject({ image: ['img/a.png', 'img/b.png', 'img/c.png'], confidence: [0.7, 0.9, 0.6] });
  expect(evaluation.rows.scores).toEqual([
    [0.3, 0.7],
    [0.1, 0.9],
    [0.6, 0.4],
  ]);
  expect(evaluation.metrics).toMatchObject({ accuracy: 2 / 3, 'macro-roc-auc': 1, 'balanced-accuracy': 0.75, 'top-2': 1 });
  expect(evaluation.metrics?.['log-loss']).toBeCloseTo(-Math.log(0.3 * 0.9 * 0.6) / 3, 12);
  expect(evaluation.scored?.reliability).toHaveLength(15);
});

test('labels alone leave what needs scores undefined', async () => {
  const { metrics, scored, rows } = await judge('labels-only.csv');
  expect(metrics).toMatchObject({ accuracy: 2 / 3, 'macro-roc-auc': null, 'log-loss': null, 'top-2': null, ece: null });
  expect(scored).toBeUndefined();
  expect(rows).toMatchObject({ confidence: [null, null, null] });
});

test('scores that do not sum to 1 are ranked, and not taken for probabilities', async () => {
  const { metrics, scored } = await judge('odds.csv');
  expect(metrics).toMatchObject({ accuracy: 2 / 3, 'macro-roc-auc': 1, 'log-loss': null, brier: null, ece: null });
  expect(scored?.reliability).toEqual([]);
});

test('a class that the model does not know has the probability 0', async () => {
  const { classes, metrics } = await judge('half.csv');
  expect(classes).toEqual(['cat', 'dog']);
  expect(metrics?.['log-loss']).toBeCloseTo(-Math.log(2 ** -52) / 3, 12);
});

test.each([
  ['twice.jsonl', 'prediction-mismatch', /1 image is predicted more than once: "img\/a.png"/],
  ['array.npy', 'no-predictions', /no names of its rows/],
  ['none.csv', 'no-predictions', /no predictions/],
])('%s is refused', async (file, code, message) => {
  await expect(judge(file)).rejects.toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as SightlineError,
  );
});

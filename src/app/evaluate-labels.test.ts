import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { SightlineError } from '../core/errors.ts';
import { parseEvaluation } from '../core/metrics/parse-evaluation.ts';
import { scoredEvaluationSchema } from '../core/metrics/scored/scored-evaluation.ts';
import { evaluate } from './evaluate.ts';
import { loadSpec } from './load-spec.ts';

const spec = (more = '', labels = 'labels.csv'): string =>
  `version: 1
model: { name: scenes, task: multi-label-classification, artifact: model }
data: { test: { labels: ${labels} }, badImages: skip }
evaluate: { predictions: found.jsonl, slices: [camera, { class: true }]${more} }
`;

const files = {
  'sightline.yaml': spec(),
  'labels.csv': 'image,label,camera\na.png,cat|dog,x\nb.png,,x\nc.png,dog,y\nd.png,cat,y\nd.png,owl,y\n',
  'labels.json': '{}',
  'found.jsonl': [
    '{"image":"d.png","scores":{"cat":0.2,"dog":0.1,"owl":0.9}}',
    '{"image":"a.png","scores":{"cat":0.9,"dog":0.6,"owl":0.1}}',
    '{"image":"b.png","scores":{"cat":0.1,"dog":0.7,"owl":0.1}}',
    '{"image":"c.png","scores":{"cat":0.4,"dog":0.8,"owl":0.1}}',
  ].join('\n'),
};

async function judge(changes: Record<string, string> = {}) {
  const workspace = memoryWorkspace({ ...files, ...changes });
  const options = { measure: async () => new Map(), decodeMask: decodeClassMask };
  const evaluation = await evaluate(workspace, await loadSpec(workspace), options);
  expect(scoredEvaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
  return scoredEvaluationSchema.parse(parseEvaluation(evaluation, 'evaluation.json'));
}

async function refusal(changes: Record<string, string>): Promise<string> {
  try {
    await judge(changes);
  } catch (error) {
    if (error instanceof SightlineError) {
      return `${error.code} ${error.message}`;
    }
    throw error;
  }
  throw new Error('it was judged');
}

describe('several labels an image', () => {
  test('are judged by every metric of model and label, and on slices', async () => {
    const evaluation = await judge();
    const valueOf = (name: string): number | null | undefined => evaluation.metrics[name]?.value;
    expect(valueOf('hamming-loss')).toBeCloseTo(2 / 12, 12); // cat of d, dog of b
    expect(valueOf('subset-accuracy')).toBeCloseTo(2 / 4, 12);
    expect(valueOf('micro-precision')).toBeCloseTo(4 / 5, 12);
    expect(valueOf('micro-recall')).toBeCloseTo(4 / 5, 12);
    expect(valueOf('macro-average-precision')).toBeCloseTo(((1 + 2 / 3) / 2 + (1 + 2 / 3) / 2 + 1) / 3, 12);
    expect(evaluation.rows).toMatchObject({
      image: ['a.png', 'b.png', 'c.png', 'd.png'],
      truth: [[0, 1], [], [1], [0, 2]],
      predicted: [[0, 1], [1], [1], [2]],
      metadata: { camera: ['x', 'x', 'y', 'y'] },
    });
    expect(evaluation.slices.map(({ column, value, images }) => `${column}=${value} ${images}`)).toEqual([
      'class=cat 2',
      'class=dog 2',
      'class=owl 1',
      'camera=x 2',
      'camera=y 2',
    ]);
    expect(evaluation.slices[3]?.metrics['hamming-loss']?.value).toBeCloseTo(1 / 6, 12);
  });

  test('are said from a threshold on, of all labels or of each', async () => {
    const all = await judge({ 'sightline.yaml': spec(', threshold: 0.75') });
    expect(all.rows.predicted).toEqual([[0], [], [1], [2]]);
    const each = await judge({ 'sightline.yaml': spec(', threshold: { cat: 0.2, dog: 0.75 }') });
    expect(each.rows.predicted).toEqual([[0], [], [0, 1], [0, 2]]);
    expect(all.metrics['macro-average-precision']).toEqual(each.metrics['macro-average-precision']);
    const same = await judge({ 'sightline.yaml': spec(', threshold: { cat: 0.75, dog: 0.75, owl: 0.75 }') });
    expect([same.testSet === all.testSet, each.testSet === all.testSet]).toEqual([true, false]);
    expect(await refusal({ 'sightline.yaml': spec(', threshold: { cow: 0.2 }') })).toContain('"cow"');
  });

  test('that only the model knows change nothing while they are not said, and are wrong when they are', async () => {
    const wider = (score: number): Record<string, string> => {
      const more = Object.fromEntries(Array.from({ length: 27 }, (_, at) => [`more ${at}`, score]));
      const add = (line: string): string => {
        const { image, scores } = JSON.parse(line) as { readonly image: string; readonly scores: Readonly<Record<string, number>> };
        return JSON.stringify({ image, scores: { ...scores, ...more } });
      };
      return { 'found.jsonl': files['found.jsonl'].split('\n').map(add).join('\n') };
    };
    const { metrics, testSet } = await judge();
    for (const silence of [0, 0.3]) {
      expect(await judge(wider(silence))).toMatchObject({ metrics, testSet });
    }
    const said = (await judge(wider(0.6))).metrics;
    expect(said['subset-accuracy']?.value).toBe(0);
    expect(said['micro-precision']?.value).toBeCloseTo(4 / (5 + 4 * 27), 12);
    for (const name of ['hamming-loss', 'micro-roc-auc', 'micro-average-precision', 'micro-recall']) {
      expect(said[name]).toEqual(metrics[name]);
    }
  });

  test('need a score for each class of the test set, and labels that may be several', async () => {
    expect(await refusal({ 'found.jsonl': '{"image":"a.png","label":"cat"}' })).toContain('without a prediction');
    const labels = ['a', 'b', 'c', 'd'].map((name) => `{"image":"${name}.png","label":"cat"}`).join('\n');
    expect(await refusal({ 'found.jsonl': labels })).toContain('bad-predictions there are labels only');
    const two = ['a', 'b', 'c', 'd'].map((name) => `{"image":"${name}.png","scores":{"cat":1,"dog":0}}`).join('\n');
    expect(await refusal({ 'found.jsonl': two })).toContain('there is no score for 1 classes of the test set: "owl"');
    expect(await refusal({ 'sightline.yaml': spec('', 'images') })).toContain('labels-invalid several labels an image are written in');
  });

  test('that the model could not give are left out where the spec allows it', async () => {
    const json = {
      version: 1,
      classes: ['cat', 'dog', 'owl', 'cow'],
      predictions: ['a', 'b', 'c'].map((name) => ({ image: `${name}.png`, scores: [0.9, 0.8, 0, 0] })),
      skipped: [{ image: 'd.png', reason: 'image-truncated' }],
    };
    const evaluation = await judge({ 'sightline.yaml': spec().replace('found.jsonl', 'found.json'), 'found.json': JSON.stringify(json) });
    expect(evaluation).toMatchObject({ images: 3, skipped: ['d.png'], classes: ['cat', 'dog', 'owl', 'cow'] });
    const known = { ...json, classes: ['cat', 'dog', 'owl'], predictions: json.predictions.map((one) => ({ ...one, scores: [0, 0, 0] })) };
    const changes = { 'sightline.yaml': spec().replace('found.jsonl', 'found.json'), 'found.json': JSON.stringify(known) };
    expect((await judge(changes)).testSet).toBe(evaluation.testSet); // what the model knows is no matter of the test set
    expect(evaluation.byClass.map(({ images, predicted, metrics }) => [images, predicted, metrics['f1']?.value])).toEqual([
      [1, 3, 0.5],
      [2, 3, 0.8],
      [0, 0, null],
      [0, 0, null],
    ]);
  });
});

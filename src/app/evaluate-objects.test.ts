import { describe, expect, test } from 'vitest';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { asYolo, makeScenes } from '../../test/support/scenes.ts';
import { objectEvaluationSchema } from '../core/metrics/objects/object-evaluation.ts';
import { parseEvaluation } from '../core/metrics/parse-evaluation.ts';
import { describeEvaluation } from '../core/report/terminal.ts';
import { evaluate } from './evaluate.ts';
import { loadSpec } from './load-spec.ts';
import type { MeasureImages } from './measure-images.ts';

type Task = 'detection' | 'instance-segmentation';

const spec = (task: Task, slices = '[]', test = '{ images: img, labels: gt.json }'): string =>
  `version: 1
model: { name: cars, task: ${task}, artifact: model }
data: { test: ${test} }
evaluate: { predictions: eval/found.json, slices: ${slices} }
`;

/** Every image is 120 x 120 and half bright. */
const measure: MeasureImages = async (images) =>
  new Map(images.map((image) => [image, { size: { width: 120, height: 120 }, brightness: 0.5 }]));

async function judge(files: Readonly<Record<string, string>>, predictions?: string) {
  const workspace = memoryWorkspace(files);
  const evaluation = await evaluate(workspace, await loadSpec(workspace), { predictions, measure, decodeMask: decodeClassMask });
  expect(objectEvaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
  return objectEvaluationSchema.parse(parseEvaluation(evaluation, 'evaluation.json'));
}

const boxes = makeScenes(60);
const files = {
  'sightline.yaml': spec(
    'detection',
    '[camera, { class: true }, { area: coco }, { brightness: 2 }, { where: \'label == "car"\', name: cars }]',
  ),
  'gt.json': JSON.stringify(boxes.truth),
  'eval/found.json': JSON.stringify(boxes.found(0.8)),
};

describe('a detector', () => {
  test('is judged by every metric with an interval, by class, error and slice', async () => {
    const evaluation = await judge(files);
    expect(evaluation).toMatchObject({
      task: 'detection',
      classes: ['car', 'bus'],
      images: 60,
      objects: boxes.truth.annotations.length,
      leftOut: 0,
    });
    expect(Object.keys(evaluation.metrics)).toEqual(expect.arrayContaining(['AP', 'AP50', 'AP95', 'APs', 'APl', 'AR1', 'AR100', 'ARl']));
    const { value, low, high } = evaluation.metrics['AP'] ?? {};
    expect(value).toBeGreaterThan(low ?? 1);
    expect(value).toBeLessThan(high ?? 0);
    expect(evaluation.metrics['APl']).toEqual({ value: null, low: null, high: null });
    expect(evaluation.byClass.map((one) => one.support).reduce((a, b) => a + b)).toBe(evaluation.objects);
    expect(evaluation.bestThreshold?.f1).toBeGreaterThan(0.7);
    expect(evaluation.errors.kinds.map(({ error }) => error)).toEqual(['location', 'class', 'duplicate', 'background', 'both', 'missed']);
    const byValue = Object.fromEntries(evaluation.slices.map((slice) => [`${slice.column}=${slice.value}`, slice]));
    expect(Object.keys(byValue)).toEqual([
      'class=car',
      'class=bus',
      'camera=a',
      'camera=b',
      'area=large',
      'brightness=0.5 to 1',
      'cars=true',
    ]);
    expect(byValue['class=car']?.metrics['AP50']).toEqual(evaluation.byClass[0]?.metrics['AP50']);
    expect(byValue['area=large']?.metrics['AP']).toEqual(evaluation.metrics['AP']);
    expect(byValue['camera=a']).toMatchObject({ images: 30 });
    const { objects, right, missed } = evaluation.rows;
    expect(right.map((count, at) => count + (missed[at] ?? 0))).toEqual(objects);
  });

  test('is judged on a slice as on a test set of those images alone', async () => {
    const evaluation = await judge(files);
    const images = boxes.truth.images.filter(({ camera }) => camera === 'a');
    const isKept = ({ image_id }: { readonly image_id: number }): boolean => images.some(({ id }) => id === image_id);
    const alone = await judge({
      'sightline.yaml': spec('detection'),
      'gt.json': JSON.stringify({ ...boxes.truth, images, annotations: boxes.truth.annotations.filter(isKept) }),
      'eval/found.json': JSON.stringify(boxes.found(0.8).filter(isKept)),
    });
    expect(evaluation.slices.find(({ value }) => value === 'a')?.metrics).toEqual(alone.metrics);
  });

  test('says how many detections were left out, and how many images have none', async () => {
    const extra = { image_id: 1, category_id: 99, bbox: [0, 0, 5, 5], score: 0.5 };
    const found = boxes.found(1).filter(({ image_id }) => image_id > 2);
    const evaluation = await judge({ ...files, 'eval/found.json': JSON.stringify([...found, extra]) });
    expect(evaluation).toMatchObject({ leftOut: 1, emptyImages: 2, detections: found.length });
  });

  test('says how many boxes reach beyond their image', async () => {
    const beyond = boxes.found(1).map((one, at) => (at < 2 ? { ...one, bbox: at === 0 ? [-5, 0, 20, 20] : [0, 0, 1e5, 20] } : one));
    const before = await judge({ ...files, 'eval/found.json': JSON.stringify(boxes.found(1)) });
    const evaluation = await judge({ ...files, 'eval/found.json': JSON.stringify(beyond) });
    expect(before.outside.objects).toBe(0);
    expect(evaluation.outside).toEqual({ objects: 0, detections: before.outside.detections + 2 });
    expect(describeEvaluation(evaluation)).toContain(
      `0 labelled and ${before.outside.detections + 2} found boxes reach beyond their image`,
    );
  });

  test('that found nothing has an AP of 0, not of nothing', async () => {
    const evaluation = await judge({ ...files, 'eval/found.json': '[]' });
    expect(evaluation.metrics['AP']?.value).toBe(0);
    expect(evaluation.metrics['AP']?.high).toBeGreaterThan(0);
    expect(evaluation.bestThreshold).toBeNull();
  });
});

describe('YOLO text', () => {
  const put = (folder: string, texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
  const images = Object.fromEntries(boxes.truth.images.map(({ file_name: name }) => [`img/${name}`, 'no matter']));

  test.each([
    ['detection', 'boxes'],
    ['instance-segmentation', 'masks'],
  ] as const)('of %s says what COCO says', async (task, kind) => {
    const scenes = makeScenes(40, kind);
    const coco = {
      'sightline.yaml': spec(task),
      'gt.json': JSON.stringify(scenes.truth),
      'eval/found.json': JSON.stringify(scenes.found(0.8)),
    };
    const wanted = await judge(coco);
    const found = put('eval/labels', asYolo(scenes.truth, scenes.found(0.8), kind));
    const predicted = await judge({ ...coco, ...found }, 'eval/labels');
    expect(predicted.metrics['AP50']?.value).toBeCloseTo(wanted.metrics['AP50']?.value ?? 0, 6);
    expect(predicted.testSet).toBe(wanted.testSet);
    const both = await judge(
      {
        'sightline.yaml': spec(task, '[]', '{ images: img, labels: labels }'),
        ...Object.fromEntries(Object.entries(images).slice(0, 40)),
        ...put('labels', { ...asYolo(scenes.truth, scenes.truth.annotations, kind), 'classes.txt': 'car\nbus\n' }),
        ...found,
      },
      'eval/labels',
    );
    expect(both.metrics['AP50']?.value).toBeCloseTo(wanted.metrics['AP50']?.value ?? 0, 6);
    expect(both.classes).toEqual(['car', 'bus']);
  });

  test.each([
    ['a file of no image', { 'eval/labels/9999.txt': '0 0.5 0.5 0.1 0.1 0.5' }, '1 files are of no image of the test set: "9999.txt"'],
    ['no score', { 'eval/labels/0001.txt': '0 0.5 0.5 0.1 0.1' }, '5 values on a line, where 6 are expected'],
    ['no file at all', { 'eval/labels/notes.md': '' }, 'there are no text files in the folder'],
    [
      'an image without a size',
      {
        'gt.json': JSON.stringify({ ...boxes.truth, images: boxes.truth.images.map((one) => ({ ...one, width: undefined })) }),
        'eval/labels/0001.txt': '',
      },
      'YOLO text needs the width and height of its image, and the labels lack those of 1: "0001.png"',
    ],
  ])('with %s is refused', async (_, more, message) => {
    await expect(judge({ ...files, ...more }, 'eval/labels')).rejects.toThrow(message);
  });

  test.each([
    ['without the names of the classes', {}, 'there is no labels/classes.txt and no classes.txt'],
    ['with a class twice', { 'classes.txt': 'car\ncar\n' }, 'the class "car" stands twice'],
    [
      'with a box where a polygon is wanted',
      { 'classes.txt': 'car\nbus\n', 'labels/0001.txt': '0 0.5 0.5 0.1 0.1' },
      'an odd number of at least 7 is expected',
    ],
  ])('as labels %s is refused', async (_, more, message) => {
    const labels = {
      'sightline.yaml': spec('instance-segmentation', '[]', '{ images: img, labels: labels }'),
      ...images,
      'labels/0002.txt': '',
      ...more,
    };
    await expect(judge(labels)).rejects.toThrow(message);
  });
});

test('masks need the size of their image, and say so', async () => {
  const truth = { ...makeScenes(2, 'masks').truth };
  const unsized = { ...truth, images: truth.images.map((one) => ({ ...one, height: undefined })) };
  const without = { 'sightline.yaml': spec('instance-segmentation'), 'gt.json': JSON.stringify(unsized), 'eval/found.json': '[]' };
  await expect(judge(without)).rejects.toThrow('a mask needs the width and height of its image');
});

test.each([
  [
    'a table of labels',
    { 'sightline.yaml': spec('detection', '[]', '{ images: img, labels: gt.csv }'), 'gt.csv': 'image,label\n' },
    'objects are labelled in a COCO file or a folder of YOLO text',
  ],
  ['no labels', { 'sightline.yaml': spec('detection') }, 'there is no label file in workspace'],
  ['no predictions', { 'sightline.yaml': spec('detection'), 'gt.json': files['gt.json'] }, 'there are no predictions in workspace'],
  ['predictions that are no JSON', { ...files, 'eval/found.json': 'no' }, 'not JSON'],
  [
    'a file of two images',
    { ...files, 'gt.json': JSON.stringify({ ...boxes.truth, images: boxes.truth.images.map((one) => ({ ...one, file_name: 'a.png' })) }) },
    '1 files are of more than one image: "img/a.png"',
  ],
  [
    'a path that leads out',
    {
      ...files,
      'gt.json': JSON.stringify({
        ...boxes.truth,
        images: boxes.truth.images.map((one) => ({ ...one, file_name: `../${one.file_name}` })),
      }),
    },
    'leads out of its folder',
  ],
])('%s is refused', async (_, given, message) => {
  await expect(judge(given)).rejects.toThrow(message);
});

test('predictions in a format of classifiers are refused', async () => {
  const workspace = memoryWorkspace(files);
  const asTable = evaluate(workspace, await loadSpec(workspace), { format: 'csv', measure, decodeMask: decodeClassMask });
  await expect(asTable).rejects.toThrow('predictions of detection are COCO results or a folder of YOLO text, not csv');
});

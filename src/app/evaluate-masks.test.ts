import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { rawPng } from '../../test/support/raw-png.ts';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { SightlineError } from '../core/errors.ts';
import { parseEvaluation } from '../core/metrics/parse-evaluation.ts';
import { scoredEvaluationSchema } from '../core/metrics/scored/scored-evaluation.ts';
import { evaluate } from './evaluate.ts';
import { loadSpec } from './load-spec.ts';
import type { MeasureImages } from './measure-images.ts';

type Files = Record<string, string | Uint8Array>;

const spec = (slices = '[]', data = 'labels: masks, images: img'): string =>
  `version: 1
model: { name: roads, task: semantic-segmentation, artifact: model }
data: { test: { ${data} } }
evaluate: { predictions: eval/masks, slices: ${slices}, gates: [{ metric: iou, class: road, require: not-worse }] }
`;

function mask(...rows: string[]): Uint8Array {
  const samples = Uint8Array.from(rows.join(''), (sign) => (sign === '.' ? 255 : Number(sign)));
  return rawPng({ width: samples.length / rows.length, height: rows.length, bitDepth: 8, colourType: 3 }, samples);
}

const files: Files = {
  'sightline.yaml': spec(),
  'masks/classes.txt': 'field\nroad\nriver\n',
  'masks/a.png': mask('0011', '0011'),
  'masks/far/b.png': mask('000', '..1'),
  'eval/masks/a.png': mask('0001', '0011'),
  'eval/masks/far/b.png': mask('000', '021'),
};

/** Images whose names start with a are dark. */
const measure: MeasureImages = async (images) =>
  new Map(images.map((image) => [image, { brightness: image.startsWith('img/a') ? 0.1 : 0.9 }]));

async function judge(changes: Files = {}, without: readonly string[] = []) {
  const all = Object.fromEntries(Object.entries({ ...files, ...changes }).filter(([path]) => !without.includes(path)));
  const workspace = memoryWorkspace(all);
  const evaluation = await evaluate(workspace, await loadSpec(workspace), { measure, decodeMask: decodeClassMask });
  expect(scoredEvaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
  return scoredEvaluationSchema.parse(parseEvaluation(evaluation, 'evaluation.json'));
}

async function refusal(changes: Files = {}, without: readonly string[] = []): Promise<string> {
  try {
    await judge(changes, without);
  } catch (error) {
    if (error instanceof SightlineError) {
      return `${error.code} ${error.place?.file ?? ''} ${error.message}`;
    }
    throw error;
  }
  throw new Error('it was judged');
}

describe('masks', () => {
  test('of two folders are paired by name and judged, with every metric of model and class', async () => {
    const evaluation = await judge();
    expect(evaluation.classes).toEqual(['field', 'road', 'river']);
    expect(evaluation.rows).toMatchObject({
      image: ['a.png', 'far/b.png'],
      truth: [
        [0, 1],
        [0, 1],
      ],
      predicted: [
        [0, 1],
        [0, 1],
      ],
    });
    const [field, road] = [7 / 8, 4 / 5]; // of both images together
    expect(evaluation.metrics['miou']?.value).toBeCloseTo((field + road) / 2, 12);
    expect(evaluation.metrics['pixel-accuracy']?.value).toBeCloseTo(11 / 12, 12);
    expect(evaluation.byClass.map(({ metrics }) => metrics['iou']?.value)).toEqual([field, road, null]);
    expect(Object.keys(evaluation.byClass[0]?.metrics ?? {})).toEqual(['iou', 'dice', 'boundary-f1']);
  });

  test('are cut into slices by class, size and brightness of their images', async () => {
    const slices = '[{ class: true }, { area: [7] }, { brightness: 2 }, { where: "label.contains(\\"river\\")", name: wet }]';
    const images = { 'img/a.jpg': '', 'img/far/b.jpg': '' };
    const river = { 'masks/a.png': mask('0012', '0011') };
    const evaluation = await judge({ ...images, ...river, 'sightline.yaml': spec(slices) });
    expect(evaluation.slices.map(({ column, value, images }) => `${column}=${value} ${images}`)).toEqual([
      'class=field 2',
      'class=road 2',
      'class=river 1',
      'area=below 7 1',
      'area=7 and above 1',
      'brightness=0 to 0.5 1',
      'brightness=0.5 to 1 1',
      'wet=true 1',
    ]);
    expect(evaluation.slices.every(({ tooSmall }) => tooSmall)).toBe(true);
    expect(await refusal({ 'sightline.yaml': spec(slices), 'img/a.jpg': '' })).toContain(
      '1 masks are of no image in the folder of images: "far/b.png"',
    );
  });

  test('that are missing, extra or of another size are listed, the first ten by name', async () => {
    expect(await refusal({}, ['eval/masks/a.png'])).toBe(
      'prediction-mismatch eval/masks 1 image is of the test set without a prediction: "a.png"',
    );
    expect(await refusal({ 'eval/masks/c.png': mask('0') })).toContain('1 image is predicted but not in the test set: "c.png"');
    const many = Array.from({ length: 12 }, (_, at) => `${at + 10}.png`);
    const sized = Object.fromEntries(
      many.flatMap((name) => [
        [`masks/${name}`, mask('0')],
        [`eval/masks/${name}`, mask('00')],
      ]),
    ) as Files;
    const said = await refusal(sized);
    expect(said).toContain('prediction-mismatch eval/masks 12 masks can\'t be judged: "10.png (1 x 1 pixels, predicted 2 x 1)"');
    expect(said).toContain('"19.png (1 x 1 pixels, predicted 2 x 1)" and 2 more');
    expect(await refusal({ 'eval/masks/a.png': mask('0001', '0013') })).toContain('a.png (predicted 3 at x 3, y 1, of 3 classes)');
    expect(await refusal({ 'masks/a.png': mask('0001', '0013') })).toBe(
      'labels-invalid masks 1 mask can\'t be judged: "a.png (labelled 3 at x 3, y 1, of 3 classes)"',
    );
  });

  test('that are damaged or missing altogether are named', async () => {
    expect(await refusal({ 'eval/masks/a.png': mask('0001').subarray(0, 40) })).toContain('image-truncated eval/masks/a.png');
    expect(await refusal({}, ['eval/masks/a.png', 'eval/masks/far/b.png'])).toContain('no-predictions eval/masks');
    expect(await refusal({}, ['masks/a.png', 'masks/far/b.png'])).toContain('labels-missing masks');
    expect(await refusal({}, ['masks/classes.txt'])).toContain('there is no masks/classes.txt');
    expect(await refusal({ 'sightline.yaml': spec('[]', 'images: img') })).toContain('segmentation is labelled in a folder of PNG masks');
    expect(await refusal({ 'sightline.yaml': spec('[camera]') })).toContain("no image of the test set has a value in the column 'camera'");
  });

  test('have one digest as a test set, whatever was predicted and however they are packed', async () => {
    const { testSet } = await judge();
    const packed = rawPng({ width: 4, height: 2, bitDepth: 2, colourType: 0 }, Uint8Array.of(0b00000101, 0b00000101));
    expect((await judge({ 'eval/masks/a.png': mask('0000', '0000'), 'masks/a.png': packed })).testSet).toBe(testSet);
    expect((await judge({ 'masks/a.png': mask('0011', '0001') })).testSet).not.toBe(testSet);
    const ignored = await judge({ 'sightline.yaml': spec('[]', 'labels: masks, ignore: 1'), 'masks/far/b.png': mask('000', '001') });
    expect(ignored.byClass.map(({ images }) => images)).toEqual([2, 0, 0]);
    const other = { 'masks/far/b.png': mask('000', '001') };
    expect(ignored.testSet).not.toBe((await judge(other)).testSet);
    const unused = { ...other, 'sightline.yaml': spec('[]', 'labels: masks, ignore: 7') };
    expect((await judge(unused)).testSet).toBe((await judge(other)).testSet); // nothing is ignored by either
  });
});

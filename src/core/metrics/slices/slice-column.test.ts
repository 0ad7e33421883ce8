import { describe, expect, test } from 'vitest';
import type { ImageFacts } from './image-facts.ts';
import { factsNeeded, sliceColumns } from './slice-column.ts';
import { sliceSchema } from './slice-spec.ts';
import { isTooSmall } from './too-small.ts';

function facts(side: number, brightness: number, camera = '', label = 'crack'): ImageFacts {
  return { image: `${side}.png`, label, metadata: { camera }, size: { width: side, height: side }, brightness };
}

const images = [facts(10, 0.1, 'b'), facts(32, 0.5, 'a', 'dent'), facts(95, 0.75), facts(96, 1, 'a')];

describe('slices', () => {
  test('by column, short and long, and by class', () => {
    const [camera, , label] = sliceColumns(images, ['camera', { where: 'true' }, { class: true }]);
    expect(camera).toEqual({ column: 'camera', values: ['b', 'a', '', 'a'], slices: ['a', 'b'] });
    expect(label?.slices).toEqual(['crack', 'dent']);
    expect(sliceColumns(images, [{ column: 'camera' }])).toEqual([camera]);
  });

  test("by area: COCO's limits or edges of one's own, each edge belonging above", () => {
    expect(sliceColumns(images, [{ area: 'coco' }])[0]?.values).toEqual(['small', 'medium', 'medium', 'large']);
    const [own] = sliceColumns(images, [{ area: [100, 9025] }]);
    expect(own?.values).toEqual(['100 to 9025', '100 to 9025', '9025 and above', '9025 and above']);
    expect(own?.slices).toEqual(['100 to 9025', '9025 and above']);
  });

  test('by brightness in bins of equal width, white in the last; an image without one is in none', () => {
    const [column] = sliceColumns([...images, { ...facts(1, 0), brightness: undefined }], [{ brightness: 4 }]);
    expect(column?.values).toEqual(['0 to 0.25', '0.5 to 0.75', '0.75 to 1', '0.75 to 1', '']);
    expect(column?.slices).toEqual(['0 to 0.25', '0.5 to 0.75', '0.75 to 1']);
  });

  test('by expression, with and without a name', () => {
    expect(sliceColumns(images, [{ where: 'brightness > 0.6', name: 'bright' }])[0]).toEqual({
      column: 'bright',
      values: ['', '', 'true', 'true'],
      slices: ['true'],
    });
    expect(sliceColumns(images, [{ where: 'label == "dent"' }])[0]?.column).toBe('label == "dent"');
  });

  test('say what images have to be opened for', () => {
    expect([...factsNeeded(['camera', { class: true }])]).toEqual([]);
    expect([...factsNeeded([{ area: 'coco' }, { where: 'brightness < 0.5' }])]).toEqual(['size', 'brightness']);
  });
});

describe('refused slices', () => {
  test.each([
    ['a column that no image has', ['constructor'], 'no image of the test set has a value'],
    ['an expression that holds for no image', [{ where: 'label == "scratch"' }], 'no image of the test set is in the slice'],
    ['two of one name', ['camera', { where: 'true', name: 'camera' }], "two entries of the slices are called 'camera'"],
    ['an area of images that nobody opened', [{ area: 'coco' }], 'no image of the test set has a value'],
  ] as const)('%s', (_, specs, message) => {
    const unopened = images.map(({ image, label, metadata }) => ({ image, label, metadata }));
    expect(() => sliceColumns(unopened, specs)).toThrow(message);
  });

  test('an id', () => {
    const many = Array.from({ length: 201 }, (_, at) => facts(1, 0, String(at)));
    expect(() => sliceColumns(many, ['camera'])).toThrow('201 values; at most 200');
  });

  test.each([
    { area: [] },
    { area: [5, 5] },
    { area: [-1] },
    { brightness: 1 },
    { brightness: 2.5 },
    { class: false },
    { where: '' },
    { where: 'true', name: 'a=b' },
    '',
  ])('in the spec: %j', (spec) => {
    expect(sliceSchema.safeParse(spec).success).toBe(false);
  });
});

describe('too small', () => {
  test('under 30 images, or with an interval 30 points wide', () => {
    expect(isTooSmall(29, { low: 0.9, high: 1 })).toBe(true);
    expect(isTooSmall(30, { low: 0.8, high: 1 })).toBe(false);
    expect(isTooSmall(30, { low: 0.3, high: 0.65 })).toBe(true);
    expect(isTooSmall(0, null)).toBe(true);
  });
});

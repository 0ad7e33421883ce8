import { describe, expect, it } from 'vitest';
import { parseCocoLabels } from './coco-labels.ts';

const file = 'labels/test.json';
const good = {
  info: { year: 2024 },
  images: [
    { id: 7, file_name: 'a.png', width: 28, height: 28, camera: 'north', shift: 2 },
    { id: 3, file_name: 'sub/b.png', width: 28, height: 28, camera: 'south', shift: 1, flags: [1] },
  ],
  annotations: [
    { id: 1, image_id: 3, category_id: 20, bbox: [0, 0, 1, 1] },
    { id: 2, image_id: 7, category_id: 10 },
    { id: 3, image_id: 7, category_id: 10 },
  ],
  categories: [
    { id: 20, name: 'crack', supercategory: 'defect' },
    { id: 10, name: 'whole' },
    { id: 30, name: 'never seen' },
  ],
};

function failure(content: unknown): unknown {
  try {
    return parseCocoLabels(typeof content === 'string' ? content : JSON.stringify(content), file, 'data');
  } catch (error) {
    return error;
  }
}

describe('parseCocoLabels', () => {
  it('reads one category for each image, classes by id, and scalars of an image as metadata', () => {
    expect(parseCocoLabels(JSON.stringify(good), file, 'data')).toEqual({
      classes: ['whole', 'crack', 'never seen'],
      images: [
        { image: 'data/a.png', label: 'whole', metadata: { camera: 'north', shift: '2' } },
        { image: 'data/sub/b.png', label: 'crack', metadata: { camera: 'south', shift: '1' } },
      ],
    });
  });

  it.each([
    ['{"images": [', 'is not JSON'],
    [[], 'is not COCO'],
    [{ ...good, categories: [] }, 'categories'],
    [{ ...good, images: [{ id: '7', file_name: 'a.png' }] }, 'images.0.id'],
    [{ ...good, annotations: good.annotations.slice(0, 1) }, 'the image a.png has no annotation'],
    [
      { ...good, annotations: [...good.annotations, { image_id: 7, category_id: 20 }] },
      "the image a.png has several categories, 'whole' and 'crack' among them",
    ],
    [{ ...good, annotations: [{ image_id: 8, category_id: 20 }] }, 'image 8, which the file does not list'],
    [{ ...good, annotations: [{ image_id: 7, category_id: 21 }] }, 'category 21, which the file does not list'],
    [{ ...good, images: [...good.images, { id: 7, file_name: 'c.png' }] }, 'two images have the same id'],
    [{ ...good, categories: [...good.categories, { id: 10, name: 'x' }] }, 'two categories have the id 10'],
    [{ ...good, categories: [...good.categories, { id: 11, name: 'crack' }] }, 'two categories have the same name'],
    [{ ...good, categories: [{ id: 10, name: ' ' }] }, 'the name of category 10 is empty'],
    [{ ...good, images: good.images.map((image) => ({ ...image, file_name: 'a.png' })) }, 'labelled twice'],
    [{ ...good, images: [{ id: 7, file_name: '../../etc/passwd' }], annotations: good.annotations.slice(1) }, 'leads out of its folder'],
    [{ ...good, images: [], annotations: [] }, 'no labelled images'],
  ])('refuses case %#: %j', (content, message) => {
    expect(failure(content)).toMatchObject({
      code: 'labels-invalid',
      place: { file },
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/./),
    });
  });
});

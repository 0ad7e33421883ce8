import { describe, expect, test } from 'vitest';
import { readCocoObjects } from '../labels/coco-objects.ts';
import { readCocoResults } from './coco-results.ts';

const image = { id: 7, width: 10, height: 8, file_name: 'a.jpg' };
const category = { id: 3, name: 'cat' };
const annotation = { id: 1, image_id: 7, category_id: 3, bbox: [1, 1, 4, 4], area: 16 };
const labels = { images: [image], categories: [category], annotations: [annotation] };
const result = { image_id: 7, category_id: 3, bbox: [1, 1, 4, 4], score: 0.5 };
const truth = readCocoObjects(labels, 'gt.json', 'boxes');

describe('labels that are refused', () => {
  test.each([
    ['no list of images', { ...labels, images: undefined }, 'images'],
    ['an image twice', { ...labels, images: [image, image] }, 'images have 1 id more than once: 7'],
    ['a category twice', { ...labels, categories: [category, category] }, 'categories have 1 id more than once: 3'],
    [
      'a name twice',
      { ...labels, categories: [category, { id: 4, name: 'dog' }, { id: 5, name: 'cat' }] },
      'categories have 1 name more than once: "cat"',
    ],
    ['no name', { ...labels, categories: [category, { id: 4, name: ' ' }] }, '1 of the categories have no name: those of the id 4'],
    ['an object twice', { ...labels, annotations: [annotation, annotation] }, 'annotations have 1 id more than once: 1'],
    ['an unknown image', { ...labels, annotations: [{ ...annotation, image_id: 8 }] }, '1 image_id that the file does not list: 8'],
    [
      'an unknown category',
      { ...labels, annotations: [{ ...annotation, category_id: 4 }] },
      '1 category_id that the file does not list: 4',
    ],
    ['a negative side', { ...labels, annotations: [{ ...annotation, bbox: [1, 1, -4, 4] }] }, 'bbox has a negative side: 1, 1, -4, 4'],
    ['three numbers', { ...labels, annotations: [{ ...annotation, bbox: [1, 1, 4] }] }, 'annotations.0.bbox'],
    ['no box', { ...labels, annotations: [{ ...annotation, bbox: undefined }] }, 'annotations.0 (id 1, image 7): bbox must be four'],
    ['a crowd of 2', { ...labels, annotations: [{ ...annotation, iscrowd: 2 }] }, 'annotations.0.iscrowd'],
  ])('%s', (_, json, message) => {
    expect(() => readCocoObjects(json, 'gt.json', 'boxes')).toThrow(message);
  });
});

test('an object without an area has that of its box; ids start at 0 as well; images are numbered by id', () => {
  const { area: _, ...without } = annotation;
  const images = [{ ...image, id: 9 }, image];
  const read = readCocoObjects({ ...labels, images, annotations: [{ ...without, id: 0 }] }, 'gt.json', 'boxes');
  expect([...read.objects.areas, ...read.ids, ...read.imageIds, ...read.objects.image]).toEqual([16, 0, 7, 9, 0]);
});

describe('results that are refused', () => {
  test.each([
    ['an object', {}, 'COCO results are a list'],
    ['null', [null], 'detection 0: image_id must be a whole number'],
    [
      'an infinite score',
      [result, { ...result, score: Number.POSITIVE_INFINITY }],
      'detection 1 (image 7): score must be a finite number, not an infinite one',
    ],
    ['no score', [{ ...result, score: undefined }], 'score must be a finite number, not missing'],
    ['a score in words', [{ ...result, score: '0.5' }], 'score must be a finite number, not "0.5"'],
    ['no category', [{ ...result, category_id: undefined }], 'category_id must be a whole number'],
    ['a negative side', [{ ...result, bbox: [0, 0, 1, -1] }], 'bbox has a negative side'],
    ['a box of text', [{ ...result, bbox: ['0', '0', '1', '1'] }], 'bbox must be four finite numbers'],
    ['no box', [{ ...result, bbox: undefined }], 'bbox must be four finite numbers'],
  ])('%s', (_, json, message) => {
    expect(() => readCocoResults(json, truth, 'dt.json', 'boxes')).toThrow(message);
  });

  test('images that are not in the test set, the first ten of them', () => {
    const unknown = Array.from({ length: 12 }, (_, at) => ({ ...result, image_id: 100 + at }));
    expect(() => readCocoResults(unknown, truth, 'dt.json', 'boxes')).toThrow(
      '12 image_id are not in the test set: 100, 101, 102, 103, 104, 105, 106, 107, 108, 109 and 2 more',
    );
  });

  test('boxes where masks are judged', () => {
    expect(() => readCocoResults([result], truth, 'dt.json', 'masks')).toThrow('no segmentation');
  });
});

test('categories that the labels do not list are left out, and counted', () => {
  const { detections, outsideCategories } = readCocoResults([{ ...result, category_id: 99 }, result], truth, 'dt.json', 'boxes');
  expect([detections.scores.length, outsideCategories]).toEqual([1, 1]);
});

test('an empty list, a box without area and one outside of its image are judged as they are', () => {
  expect(readCocoResults([], truth, 'dt.json', 'boxes').detections.scores).toHaveLength(0);
  const odd = [
    { ...result, bbox: [1, 1, 0, 3] },
    { ...result, bbox: [90, 90, 5, 5] },
  ];
  expect([...readCocoResults(odd, truth, 'dt.json', 'boxes').detections.areas]).toEqual([0, 25]);
});

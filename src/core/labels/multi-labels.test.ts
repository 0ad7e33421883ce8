import { describe, expect, test } from 'vitest';
import { SightlineError } from '../errors.ts';
import { parseCocoMultiLabels, parseCsvMultiLabels } from './multi-labels.ts';

const csv = (...lines: string[]) => parseCsvMultiLabels(lines.join('\n'), 'labels.csv', 'data');

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof SightlineError) {
      return `${error.code} ${error.place?.file}:${error.place?.line ?? ''} ${error.message}`;
    }
    throw error;
  }
  throw new Error('it was read');
}

describe('several labels an image', () => {
  test('of a CSV file: in one cell, in several rows, or none', () => {
    const set = csv('image,label,camera', 'a.png,dog | cat,x', 'b.png,,y', 'c.png,cat,x', 'c.png,owl,x');
    expect(set.classes).toEqual(['cat', 'dog', 'owl']);
    expect(set.images).toEqual([
      { image: 'data/a.png', labels: ['dog', 'cat'], metadata: { camera: 'x' } },
      { image: 'data/b.png', labels: [], metadata: { camera: 'y' } },
      { image: 'data/c.png', labels: ['cat', 'owl'], metadata: { camera: 'x' } },
    ]);
  });

  test('of a CSV file that contradicts itself are refused with their line', () => {
    expect(refusal(() => csv('image,label', 'a.png,cat|cat'))).toBe(
      "labels-invalid labels.csv:2 the image data/a.png has the label 'cat' twice",
    );
    expect(refusal(() => csv('image,label', 'a.png,cat', 'a.png,cat'))).toContain(':3 ');
    expect(refusal(() => csv('image,label', 'a.png,cat||dog'))).toContain('the label of data/a.png is empty');
    expect(refusal(() => csv('image,label,camera', 'a.png,cat,x', 'a.png,dog,y'))).toContain('another camera here than at labels.csv:2');
    expect(refusal(() => csv('image,label', '../a.png,cat'))).toContain('leads out of its folder');
    expect(refusal(() => csv('image,label', 'a.png,'))).toContain('there are no labelled images');
  });

  test('of a COCO file: its categories, each once, and none without an annotation', () => {
    const coco = {
      images: [
        { id: 1, file_name: 'a.png', camera: 'x' },
        { id: 2, file_name: 'b.png' },
      ],
      categories: [
        { id: 7, name: 'dog' },
        { id: 3, name: 'cat' },
      ],
      annotations: [7, 3, 7].map((category_id) => ({ image_id: 1, category_id })),
    };
    const set = parseCocoMultiLabels(JSON.stringify(coco), 'labels.json', '.');
    expect(set.classes).toEqual(['cat', 'dog']);
    expect(set.images).toEqual([
      { image: 'a.png', labels: ['dog', 'cat'], metadata: { camera: 'x' } },
      { image: 'b.png', labels: [], metadata: {} },
    ]);
    const stray = { ...coco, annotations: [{ image_id: 9, category_id: 3 }] };
    expect(refusal(() => parseCocoMultiLabels(JSON.stringify(stray), 'labels.json', '.'))).toContain(
      'for image 9, which the file does not list',
    );
  });
});

import { expect, test } from 'vitest';
import { readYoloObjects } from './yolo-objects.ts';

const options = { classes: 2, kind: 'boxes', last: 'score', code: 'bad-predictions' } as const;
const read = (text: string, last: 'score' | 'none' = 'score') =>
  readYoloObjects([{ file: 'a.txt', text, image: 3, width: 200, height: 100 }], { ...options, last });

test('boxes are in pixels from the corner', () => {
  const { image, of, boxes, areas, scores } = read('1 0.5 0.5 0.25 0.5 0.75\r\n\n0 0 0 0.1 0 0.5\n');
  expect([[...image], [...of], [...boxes], [...areas], [...scores]]).toEqual([
    [3, 3],
    [1, 0],
    [75, 25, 50, 50, -10, 0, 20, 0],
    [2500, 0],
    [0.75, 0.5],
  ]);
});

test('labels have no scores, an empty file no objects', () => {
  expect([...read('1 0.5 0.5 0.25 0.5', 'none').scores]).toEqual([1]);
  expect(read('').scores).toHaveLength(0);
  expect([...read('0 1.002 -0.001 0.5 1.0001', 'none').areas]).toHaveLength(1); // rounding
  expect(() => read('0 1.02 0 0.5 1', 'none')).toThrow('1.02 is no share of the image');
  expect(read('0 1.02 0 0.5 1 0.5').scores).toHaveLength(1);
});

test.each([
  ['five values', '1 0.5 0.5 0.25 0.5', '5 values on a line, where 6 are expected'],
  ['a class that is none', '2 0.5 0.5 0.25 0.5 0.5', 'class 2 is none of 0 to 1'],
  ['half a class', '0.5 0.5 0.5 0.25 0.5 0.5', 'class 0.5 is none of 0 to 1'],
  ['nan', '1 nan 0.5 0.25 0.5 0.5', 'not a finite number: "nan"'],
  ['an infinite score', '1 0.5 0.5 0.25 0.5 Infinity', 'not a finite number: "Infinity"'],
  ['pixels', '1 0.5 64 0.25 0.5 0.5', '64 is no share of the image'],
  ['a box far outside', '1 0.5 1.11 0.25 0.5 0.5', '1.11 is no share of the image'],
  ['a percentage for a score', '1 0.5 0.5 0.25 0.5 50', 'the score 50 is none from 0 to 1'],
  ['a negative side', '1 0.5 0.5 -0.25 0.5 0.5', 'a box with a negative side: -0.25, 0.5'],
])('%s is refused with its line', (_, line, message) => {
  expect(() => read(`0 0.5 0.5 0.1 0.1 0.5\n${line}`)).toThrow(message);
});

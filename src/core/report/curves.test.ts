import { expect, test } from 'vitest';
import { parseCurves } from './curves.ts';

test('numbers by epoch, whatever their names', () => {
  const text = '{"epoch":1,"loss":2,"accuracy":0.5,"note":"x"}\n{"epoch":2,"loss":1.5,"accuracy":0.6}\n';
  expect(parseCurves(text)).toEqual({
    axis: 'epoch',
    curves: [
      { name: 'loss', x: [1, 2], y: [2, 1.5] },
      { name: 'accuracy', x: [1, 2], y: [0.5, 0.6] },
    ],
  });
});

test('steps where there are no epochs', () => {
  expect(parseCurves('{"step":10,"loss":2}\n')).toEqual({ axis: 'step', curves: [{ name: 'loss', x: [10], y: [2] }] });
});

test('broken lines, other values and a restart are passed over', () => {
  const text = '{"epoch":1,"loss":2}\nnonsense\n[1]\n{"epoch":1,"loss":9}\n{"epoch":2,"loss":null}\n{"epoch":3,"loss":1}\n{"epoch":4,"lo';
  expect(parseCurves(text).curves).toEqual([{ name: 'loss', x: [1, 3], y: [2, 1] }]);
});

test('values that are no numbers are kept as broken: as Python writes them, as words, and null where no number follows', () => {
  const text =
    '{"step":1,"loss":2,"note":"a: NaN, b","map":null}\n{"step":2,"loss":NaN,"map":0.1}\n{"step":3,"loss":"-Infinity"}\n{"step":4,"loss": Infinity}\n{"step":5,"loss":null}\n';
  expect(parseCurves(text).curves).toEqual([
    { name: 'loss', x: [1], y: [2], broken: [2, 3, 4, 5] },
    { name: 'map', x: [2], y: [0.1] },
  ]);
});

test('bounds: twelve curves, two thousand points, the last one kept', () => {
  const names = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`m${at}`, 1]));
  const lines = Array.from({ length: 5000 }, (_, epoch) => JSON.stringify({ epoch, ...names })).join('\n');
  const { curves } = parseCurves(lines);
  expect(curves).toHaveLength(12);
  expect(curves[0]?.x.length).toBeLessThanOrEqual(2001);
  expect(curves[0]?.x.at(-1)).toBe(4999);
});

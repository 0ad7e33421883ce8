import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countNear, squaredTolerance } from './count-near.ts';

const sizes = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) });

describe('pixels near others', () => {
  test('are those that measuring each against each finds', () => {
    const made = sizes.chain((size) => {
      const pixels = fc.uniqueArray(fc.nat(size.width * size.height - 1)).map((at) => Int32Array.from(at.toSorted((a, b) => a - b)));
      return fc.record({ size: fc.constant(size), pixels, others: pixels, square: fc.nat(60) });
    });
    fc.assert(
      fc.property(made, ({ size, pixels, others, square }) => {
        const place = (at: number): [number, number] => [at % size.width, Math.floor(at / size.width)];
        const near = pixels.filter((at) =>
          others.some((other) => {
            const [[x, y], [u, v]] = [place(at), place(other)];
            return (x - u) ** 2 + (y - v) ** 2 <= square;
          }),
        );
        expect(countNear(pixels, others, size, square)).toBe(near.length);
      }),
    );
  });

  test('three quarters of a per cent of the diagonal, a distance of exactly that included', () => {
    expect(squaredTolerance({ width: 400, height: 0 })).toBe(9);
    expect(squaredTolerance({ width: 399, height: 0 })).toBe(8);
    expect(squaredTolerance({ width: 1024, height: 512 })).toBe(73); // 8.59 squared
    expect(squaredTolerance({ width: 20, height: 20 })).toBe(0);
  });
});

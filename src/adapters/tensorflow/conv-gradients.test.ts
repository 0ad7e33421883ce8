import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../core/training/random.ts';
import { depthwiseFilterGradient, depthwiseInputGradient, filterGradient, inputGradient } from './conv-gradients.ts';
import { startWasm } from './wasm-backend.ts';

type Shape4D = [number, number, number, number];
type Pad = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];

interface Case {
  readonly input: Shape4D;
  readonly filter: Shape4D;
  readonly strides: [number, number];
  readonly pad: Pad;
}

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-layers'); // registers the gradients of all operations
  await startWasm();
});

function values(shape: readonly number[], purpose: string): Float32Array {
  const random = randomStream(1, purpose, ...shape);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
}

interface Gradients {
  readonly x: Float32Array;
  readonly filter: Float32Array;
}

/** Gradients of sum(weights * convolution) by the input and the filter. */
async function gradients(
  backend: 'wasm' | 'cpu',
  depthwise: boolean,
  one: Case,
  filterValues = values(one.filter, 'filter'),
): Promise<Gradients> {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const x = tf.tensor4d(values(one.input, 'x'), one.input);
    const filter = tf.tensor4d(filterValues, one.filter);
    const convolve = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D =>
      depthwise ? tf.depthwiseConv2d(a, b, one.strides, one.pad) : tf.conv2d(a, b, one.strides, one.pad);
    const { shape } = convolve(x, filter);
    const weights = tf.tensor4d(values(shape, 'weights'), shape);
    return tf.grads((a, b) => tf.sum(tf.mul(weights, convolve(a as tf.Tensor4D, b as tf.Tensor4D))))([x, filter]);
  });
  const [x, filter] = results.map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose(results);
  return { x: x ?? new Float32Array(), filter: filter ?? new Float32Array() };
}

/** The largest difference by the largest value. */
function relativeError(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) {
    return Number.POSITIVE_INFINITY;
  }
  const scale = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return ours.reduce((most, value, index) => Math.max(most, Math.abs(value - (theirs[index] ?? 0))), 0) / scale;
}

/** The larger of both gradients' errors; infinite where a tensor was left behind. */
async function worstError(depthwise: boolean, one: Case): Promise<number> {
  const ours = await gradients('wasm', depthwise, one);
  const theirs = await gradients('cpu', depthwise, one);
  const left = tf.memory().numTensors;
  return left > 0 ? Number.POSITIVE_INFINITY : Math.max(relativeError(ours.x, theirs.x), relativeError(ours.filter, theirs.filter));
}

const cases: readonly [string, Case][] = [
  ['3 x 3, same', { input: [2, 6, 5, 3], filter: [3, 3, 3, 4], strides: [1, 1], pad: 'same' }],
  ['3 x 3, valid', { input: [2, 6, 5, 3], filter: [3, 3, 3, 4], strides: [1, 1], pad: 'valid' }],
  ['1 x 1', { input: [3, 4, 4, 5], filter: [1, 1, 5, 2], strides: [1, 1], pad: 'same' }],
  ['even filter', { input: [2, 5, 5, 2], filter: [2, 4, 2, 3], strides: [1, 1], pad: 'same' }],
  ['stride 2, same', { input: [2, 7, 6, 3], filter: [3, 3, 3, 2], strides: [2, 2], pad: 'same' }],
  ['stride 2 that leaves a rest, valid', { input: [1, 8, 9, 2], filter: [3, 3, 2, 2], strides: [2, 2], pad: 'valid' }],
  ['stride 3 wider than the filter', { input: [2, 9, 8, 1], filter: [2, 2, 1, 3], strides: [3, 3], pad: 'valid' }],
  ['unequal strides', { input: [1, 8, 8, 2], filter: [3, 3, 2, 2], strides: [1, 2], pad: 'same' }],
  [
    'explicit padding',
    {
      input: [2, 5, 6, 2],
      filter: [3, 3, 2, 2],
      strides: [1, 1],
      pad: [
        [0, 0],
        [2, 1],
        [0, 2],
        [0, 0],
      ],
    },
  ],
  [
    'padding wider than the filter',
    {
      input: [1, 4, 4, 2],
      filter: [2, 2, 2, 1],
      strides: [1, 1],
      pad: [
        [0, 0],
        [3, 2],
        [2, 3],
        [0, 0],
      ],
    },
  ],
  [
    'wide padding and stride',
    {
      input: [1, 5, 5, 2],
      filter: [2, 2, 2, 1],
      strides: [2, 2],
      pad: [
        [0, 0],
        [3, 3],
        [2, 2],
        [0, 0],
      ],
    },
  ],
];

describe('gradients of convolutions on wasm', () => {
  it.each(cases)('match the cpu backend: %s', async (_, one) => {
    expect(await worstError(false, one)).toBeLessThan(1e-5);
  });

  it.each(cases)('match the cpu backend depthwise: %s', async (_, one) => {
    const [height, width, channels] = one.filter;
    for (const multiplier of [1, 2]) {
      expect(await worstError(true, { ...one, filter: [height, width, channels, multiplier] })).toBeLessThan(1e-5);
    }
  });

  it('match the cpu backend over shapes, strides and paddings', async () => {
    const side = fc.integer({ min: 1, max: 4 });
    const margin = fc.integer({ min: 0, max: 2 });
    const pads: fc.Arbitrary<Pad> = fc.oneof(
      fc.constant('same' as const),
      fc.constant('valid' as const),
      fc.tuple(margin, margin, margin, margin).map(([t, b, l, r]): Pad => [
        [0, 0],
        [t, b],
        [l, r],
        [0, 0],
      ]),
    );
    const shapes = fc.record({ batch: side, rows: side, columns: side, more: margin, channels: side, out: side, depthwise: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.tuple(side, side),
        pads,
        async ({ batch, rows, columns, more, channels, out, depthwise }, strides, pad) => {
          const error = await worstError(depthwise, {
            input: [batch, rows + more, columns + 2 * more, channels],
            filter: [rows, columns, channels, out],
            strides,
            pad,
          });
          expect(error).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });

  // The library's own gradients refuse dilation, so the reference is an undilated filter with zeros between its values.
  it.each([2, 3])('match the cpu backend for filters dilated by %i', async (dilation) => {
    const [input, side]: [Shape4D, number] = [[2, 9, 8, 2], 2];
    const wide = (side - 1) * dilation + 1;
    for (const depthwise of [false, true]) {
      const one: Case = { input, filter: [wide, wide, 2, 3], strides: [1, 1], pad: 'same' };
      const small = values([side, side, 2, 3], 'filter');
      const spread = new Float32Array(wide * wide * 6);
      const places = Array.from({ length: side * side }, (_, at) => (Math.floor(at / side) * wide + (at % side)) * dilation * 6);
      for (const [at, place] of places.entries()) {
        spread.set(small.subarray(at * 6, at * 6 + 6), place);
      }
      const theirs = await gradients('cpu', depthwise, one, spread);
      await tf.setBackend('wasm');
      const outputs: Shape4D = [input[0], input[1], input[2], depthwise ? 6 : 3];
      const ours = tf.tidy(() => {
        const x = tf.tensor4d(values(input, 'x'), input);
        const filter = tf.tensor4d(small, [side, side, 2, 3]);
        const dy = tf.tensor4d(values(outputs, 'weights'), outputs);
        const attributes = { strides: 1, dilations: dilation, pad: 'same' } as const;
        const [byFilter, byInput] = depthwise ? [depthwiseFilterGradient, depthwiseInputGradient] : [filterGradient, inputGradient];
        return {
          x: Float32Array.from(byInput(dy, filter, input, attributes).dataSync()),
          filter: Float32Array.from(byFilter(x, dy, filter.shape, attributes).dataSync()),
        };
      });
      expect(relativeError(ours.x, theirs.x)).toBeLessThan(1e-5);
      const picked = Float32Array.from(places.flatMap((place) => [...theirs.filter.subarray(place, place + 6)]));
      expect(relativeError(ours.filter, picked)).toBeLessThan(1e-5);
    }
  });
});

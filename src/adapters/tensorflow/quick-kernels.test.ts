import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../core/training/random.ts';
import { normalizeBatch } from './batch-normalization.ts';
import { startWasm } from './wasm-backend.ts';

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-layers'); // registers the gradients of all operations
  await startWasm();
});

function random(shape: readonly number[], purpose: string): tf.Tensor {
  const stream = randomStream(2, purpose, ...shape);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => stream.normal()),
    [...shape],
  );
}

/** The values of the same tensors on both backends. */
async function onBoth(make: () => tf.Tensor[]): Promise<readonly [ours: number[][], theirs: number[][]]> {
  const results: number[][][] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    results.push(tf.tidy(() => make().map((tensor) => Array.from(tensor.dataSync()))));
  }
  return [results[0] ?? [], results[1] ?? []];
}

/** The largest difference by the largest value, of the worst tensor; infinite where one was left behind. */
async function worstError(make: () => tf.Tensor[]): Promise<number> {
  const [ours, theirs] = await onBoth(make);
  const errors = ours.map((values, index) => {
    const wanted = theirs[index] ?? [];
    const scale = Math.max(...wanted.map(Math.abs), 1e-6);
    return values.length === wanted.length ? largestDifference(values, wanted) / scale : Number.POSITIVE_INFINITY;
  });
  return tf.memory().numTensors > 0 ? Number.POSITIVE_INFINITY : Math.max(...errors);
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? Number.NaN))));
}

/** Batch normalization as the sum of its operations. */
function plainNormalization(a: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(a, [0, 1, 2]);
  return tf.add(tf.mul(tf.div(tf.sub(a, mean), tf.sqrt(tf.add(variance, 1e-3))), scale), shift);
}

function closedNormalization(a: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  return normalizeBatch(a, scale as tf.Tensor1D, shift as tf.Tensor1D, 1e-3).values;
}

describe('kernels in the place of stock ones', () => {
  it.each([
    ['2 x 2', 2, 2, 'valid'],
    ['overlapping', 3, 2, 'same'],
    ['with a rest', 2, 3, 'valid'],
  ] as const)('give the gradient of a maximum: %s', async (_, size, stride, pad) => {
    const error = await worstError(() => {
      const x = random([2, 7, 6, 3], 'x') as tf.Tensor4D;
      const gradient = tf.grad((a) => tf.sum(tf.square(tf.maxPool(a as tf.Tensor4D, size, stride, pad))))(x);
      const ties = tf.grad((a) => tf.sum(tf.maxPool(a as tf.Tensor4D, size, stride, pad)))(tf.zerosLike(x));
      return [gradient, ties];
    });
    expect(error).toBeLessThan(1e-5);
  });

  it('sum by channel, by other axes and whole', async () => {
    const error = await worstError(() => {
      const x = random([3, 4, 5, 2], 'x');
      return [
        tf.sum(x, [0, 1, 2]),
        tf.sum(x, [2, 0, 1], true),
        tf.sum(x, [1, 2]),
        tf.sum(x),
        tf.sum(x, -1),
        tf.sum(tf.ones([3, 2], 'int32'), 0),
      ];
    });
    expect(error).toBeLessThan(1e-5);
  });

  it('multiply matrices turned either way', async () => {
    const error = await worstError(() => [
      tf.matMul(random([4, 3], 'a'), random([4, 5], 'b'), true, false),
      tf.matMul(random([3, 4], 'a'), random([5, 4], 'b'), false, true),
      tf.matMul(random([2, 4, 3], 'a'), random([2, 5, 4], 'b'), true, true),
    ]);
    expect(error).toBeLessThan(1e-5);
  });

  it('keep a copy alive when the original is gone', async () => {
    await tf.setBackend('wasm');
    const original = tf.tensor1d([1, 2, 3]);
    const copy = original.clone();
    const other = tf.clone(copy);
    tf.dispose([original, copy]);
    expect([...other.dataSync()]).toEqual([1, 2, 3]);
    other.dispose();
  });
});

describe('batch normalization', () => {
  it('has the values and gradients of the operations that it stands for', async () => {
    await tf.setBackend('cpu');
    const [x, gamma, beta, weights] = [
      random([4, 3, 2, 5], 'x'),
      random([5], 'gamma'),
      random([5], 'beta'),
      random([4, 3, 2, 5], 'weights'),
    ];
    const all = [plainNormalization, closedNormalization].map((operation) =>
      tf.tidy(() => {
        const gradient = tf.valueAndGrads((a, b, c) => tf.sum(tf.mul(operation(a, b, c), weights)));
        const { value, grads } = gradient([x, gamma, beta]);
        return [value, ...grads].map((tensor) => Array.from(tensor.dataSync()));
      }),
    );
    const [wanted = [], got = []] = all.map((tensors) => tensors.flat());
    expect(got.length).toBe(wanted.length);
    expect(largestDifference(got, wanted)).toBeLessThan(1e-4);
    tf.dispose([x, gamma, beta, weights]);
  });
});

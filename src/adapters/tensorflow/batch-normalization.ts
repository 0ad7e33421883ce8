import { add, customGrad, mul, reshape, rsqrt, scalar, square, sub, sum, tidy } from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** What a batch was normalized to, and what the running means should learn of it. */
export interface Normalized {
  readonly values: Tensor;
  /** By channel. */
  readonly mean: Tensor1D;
  /** By channel, divided by the number of values. */
  readonly variance: Tensor1D;
}

/**
 * Batch normalization while training (Ioffe and Szegedy, 2015): gamma * (x - mean) / sqrt(variance + epsilon) + beta
 * by channel, the last axis. The library derives the gradient operation by operation, with copies of the size of x for
 * each; this is the closed form.
 */
export function normalizeBatch(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon: number): Normalized {
  const channels = gamma.size;
  const rows = reshape(x, [x.size / channels, channels]);
  const share = 1 / (x.size / channels);
  const mean: Tensor1D = tidy(() => mul(sum(rows, 0), scalar(share)));
  const variance: Tensor1D = tidy(() => mul(sum(square(sub(rows, mean)), 0), scalar(share)));
  const operation = customGrad((...inputs) => {
    const [values, scale, shift, save] = inputs as unknown as [Tensor2D, Tensor1D, Tensor1D, GradSaveFunc];
    const rate: Tensor1D = rsqrt(add(variance, scalar(epsilon)));
    const standard: Tensor2D = mul(sub(values, mean), rate);
    save([standard, rate, scale]);
    return {
      value: add(mul(standard, scale), shift),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradients(dy as Tensor2D, saved as [Tensor2D, Tensor1D, Tensor1D], share),
    };
  });
  return { values: reshape(operation(rows, gamma, beta), x.shape), mean, variance };
}

function gradients(dy: Tensor2D, [standard, rate, scale]: [Tensor2D, Tensor1D, Tensor1D], share: number): Tensor[] {
  const byScale: Tensor1D = sum(mul(dy, standard), 0);
  const byShift: Tensor1D = sum(dy, 0);
  const meanPull = mul(byShift, scalar(share));
  const variancePull = mul(standard, mul(byScale, scalar(share)));
  return [mul(sub(sub(dy, meanPull), variancePull), mul(scale, rate)), byScale, byShift];
}

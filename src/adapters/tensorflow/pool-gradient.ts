import { backend_util } from '@tensorflow/tfjs-core';
import type { KernelFunc, MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { asWasm, floatsOf, inputOf } from './heap.ts';

/**
 * The gradient of a maximum over windows, from `dy` `[B, H', W', C]` and the input `[B, H, W, C]`: each value goes to
 * the first highest pixel of its window. The stock kernel searches every window of every pixel; this one looks at each window once.
 */
export const maxPoolGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const [dy, input] = [inputOf(inputs, 'dy'), inputOf(inputs, 'input')];
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as MaxPoolGradAttrs;
  const shape = input.shape as [number, number, number, number];
  const pool = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const wasm = asWasm(backend);
  const dx = wasm.makeOutput(shape, 'float32');
  spread(floatsOf(wasm, input), floatsOf(wasm, dy), floatsOf(wasm, dx).fill(0), pool);
  return dx;
};

function spread(x: Float32Array, dy: Float32Array, dx: Float32Array, pool: backend_util.Conv2DInfo): void {
  const { batchSize, outHeight, outWidth, inHeight, inWidth, inChannels, strideHeight, strideWidth, padInfo } = pool;
  let at = 0;
  for (let image = 0; image < batchSize; image += 1) {
    for (let row = 0; row < outHeight; row += 1) {
      const top = Math.max(0, row * strideHeight - padInfo.top);
      const bottom = Math.min(inHeight, row * strideHeight - padInfo.top + pool.filterHeight);
      for (let column = 0; column < outWidth; column += 1) {
        const left = Math.max(0, column * strideWidth - padInfo.left);
        const right = Math.min(inWidth, column * strideWidth - padInfo.left + pool.filterWidth);
        for (let channel = 0; channel < inChannels; channel += 1) {
          let highest = Number.NEGATIVE_INFINITY;
          let place = -1;
          for (let y = top; y < bottom; y += 1) {
            let look = ((image * inHeight + y) * inWidth + left) * inChannels + channel;
            for (let rest = right - left; rest > 0; rest -= 1) {
              const value = x[look] ?? 0;
              if (value > highest) {
                highest = value;
                place = look;
              }
              look += inChannels;
            }
          }
          if (place >= 0) {
            dx[place] = (dx[place] ?? 0) + (dy[at] ?? 0);
          }
          at += 1;
        }
      }
    }
  }
}

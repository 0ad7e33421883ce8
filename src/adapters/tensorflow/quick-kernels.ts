import { engine, transpose, util } from '@tensorflow/tfjs-core';
import type { BatchMatMulAttrs, KernelFunc, SumAttrs, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { asWasm, floatsOf, inputOf } from './heap.ts';

/** Another name for the same memory; the stock kernel copies it, once for each value that a gradient saves. */
export const identity: KernelFunc = ({ inputs, backend }) => {
  const x = inputOf(inputs, 'x');
  asWasm(backend).incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
};

/**
 * Sums over all axes but the last, as gradients of biases are: one pass in double precision instead of a transposition
 * and a sum. Other sums go to the stock kernel.
 */
export function sumByChannel(stock: KernelFunc): KernelFunc {
  return (call) => {
    const x = inputOf(call.inputs, 'x');
    const { axis, keepDims } = call.attrs as unknown as SumAttrs;
    const axes = util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b);
    const leading = axes.length === x.shape.length - 1 && axes.every((one, index) => one === index);
    const channels = x.shape.at(-1) ?? 0;
    if (!leading || x.dtype !== 'float32' || axes.length === 0 || channels === 0) {
      return stock(call);
    }
    const wasm = asWasm(call.backend);
    const out = wasm.makeOutput(keepDims ? [...axes.map(() => 1), channels] : [channels], 'float32');
    const sums = new Float64Array(channels);
    const values = floatsOf(wasm, x);
    for (let row = 0; row < values.length; row += channels) {
      for (let channel = 0; channel < channels; channel += 1) {
        sums[channel] = (sums[channel] ?? 0) + (values[row + channel] ?? 0);
      }
    }
    floatsOf(wasm, out).set(sums);
    return out;
  };
}

/** The stock kernel is quick only for matrices that need not be turned, so the others are turned first. */
export function turnedMatMul(stock: KernelFunc): KernelFunc {
  return (call) => {
    const [a, b] = [inputOf(call.inputs, 'a'), inputOf(call.inputs, 'b')];
    const { transposeA, transposeB } = call.attrs as unknown as BatchMatMulAttrs;
    if (!transposeA && !transposeB) {
      return stock(call);
    }
    const left = transposeA ? turn(a) : undefined;
    const right = transposeB ? turn(b) : undefined;
    const attrs = { transposeA: false, transposeB: false };
    const out = stock({ inputs: { a: left ?? a, b: right ?? b }, attrs, backend: call.backend });
    left?.dispose();
    right?.dispose();
    return out;
  };
}

function turn(matrix: TensorInfo): Tensor {
  const rank = matrix.shape.length;
  const axes = [...Array.from({ length: rank - 2 }, (_, index) => index), rank - 1, rank - 2];
  return engine().tidy(() => transpose(matrix as Tensor, axes));
}

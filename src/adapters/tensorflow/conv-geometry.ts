import { backend_util, pad as padTensor, reshape, slice } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** How TensorFlow.js describes padding: a rule, a number for all sides, or one pair for each dimension. */
export type Pad = Parameters<typeof backend_util.computeConv2DInfo>[4];

/** One number for each of height and width, or one for both. */
export type Pair = [number, number] | number;

/** Zero padding of height and width. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The attributes of a convolution, as the kernels get them; `dilations` is 1 where it is missing. */
export interface ConvAttributes {
  readonly strides: Pair;
  readonly pad: Pad;
  readonly dilations?: Pair | undefined;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil' | undefined;
  readonly dataFormat?: 'NHWC' | 'NCHW' | undefined;
}

/** Shapes, paddings, strides and dilations of a convolution of `[B, H, W, C]` with a filter. */
export function convGeometry(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  attributes: ConvAttributes,
  depthwise: boolean,
): backend_util.Conv2DInfo {
  if (attributes.dataFormat === 'NCHW') {
    throw new Error('the wasm backend convolves channels-last tensors only');
  }
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  return backend_util.computeConv2DInfo(inputShape, filterShape, strides, dilations ?? 1, pad, dimRoundingMode, depthwise);
}

/** Margins in the form that the convolution kernels take. Negative ones must have been cut away before. */
export function explicitPad(margins: Margins): [[number, number], [number, number], [number, number], [number, number]] {
  return [
    [0, 0],
    [margins.top, margins.bottom],
    [margins.left, margins.right],
    [0, 0],
  ];
}

/** Puts `stride - 1` zeros between neighbours in height and width of `[A, H, W, D]`: H becomes (H - 1) * stride + 1. */
export function spreadOut(x: Tensor4D, strideHeight: number, strideWidth: number): Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) {
    return x;
  }
  const [batch, height, width, channels] = x.shape;
  const wideWidth = (width - 1) * strideWidth + 1;
  const rows: Tensor4D = insertZeros(reshape(x, [batch * height, width, 1, channels]), strideWidth);
  const spread: Tensor4D = reshape(rows, [batch, height, width * strideWidth, channels]);
  const wide = slice(spread, [0, 0, 0, 0], [-1, -1, wideWidth, -1]);
  const columns: Tensor4D = insertZeros(reshape(wide, [batch, height, 1, wideWidth * channels]), strideHeight);
  const tall: Tensor4D = reshape(columns, [batch, height * strideHeight, wideWidth, channels]);
  return slice(tall, [0, 0, 0, 0], [-1, (height - 1) * strideHeight + 1, -1, -1]);
}

/** `[A, H, 1, D]` to `[A, H, stride, D]`. */
function insertZeros(x: Tensor4D, stride: number): Tensor4D {
  const after: [number, number][] = [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ];
  return stride === 1 ? x : padTensor(x, after);
}

/**
 * Cuts rows and columns where a margin is negative, and says what margins are left to pad.
 * `x` is `[A, H, W, D]`. Undefined when nothing of `x` is left.
 */
export function cutNegativeMargins(x: Tensor4D, margins: Margins): { readonly x: Tensor4D; readonly margins: Margins } | undefined {
  const [top, bottom, left, right] = [cut(margins.top), cut(margins.bottom), cut(margins.left), cut(margins.right)];
  const [height, width] = [x.shape[1] - top - bottom, x.shape[2] - left - right];
  if (height <= 0 || width <= 0) {
    return undefined;
  }
  const whole = top + bottom + left + right === 0;
  return {
    x: whole ? x : slice(x, [0, top, left, 0], [-1, height, width, -1]),
    margins: { top: keep(margins.top), bottom: keep(margins.bottom), left: keep(margins.left), right: keep(margins.right) },
  };
}

function cut(margin: number): number {
  return Math.max(0, -margin);
}

function keep(margin: number): number {
  return Math.max(0, margin);
}

import { Conv2D, DepthwiseConv2dNative, engine, reshape, reverse, slice, sum, tidy, transpose, zeros } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { convGeometry, cutNegativeMargins, explicitPad, spreadOut } from './conv-geometry.ts';
import type { ConvAttributes, Margins } from './conv-geometry.ts';

/**
 * Gradients of convolutions, made of forward convolutions, which the wasm backend runs in XNNPACK.
 *
 * With y[b, i, j, o] = sum over p, q, c of x[b, i*s + p*d - top, j*s + q*d - left, c] * w[p, q, c, o]
 * (s the stride, d the dilation), the gradient by w is a sum over b, i, j: again a convolution, in which the
 * batch plays the channels, the channels of x the batch, stride and dilation change places.
 * The gradient by x sums over p, q, o: a convolution of dy, spread out by the stride, with the reversed filter.
 */

type Shape4D = [number, number, number, number];
type KernelName = typeof Conv2D | typeof DepthwiseConv2dNative;

interface Convolution {
  readonly stride: [number, number];
  readonly dilation: [number, number];
  readonly margins: Margins;
}

/** Margins must not be negative. */
function convolve(kernel: KernelName, x: Tensor4D, filter: Tensor4D, { stride, dilation, margins }: Convolution): Tensor4D {
  return engine().runKernel(kernel, { x, filter }, { strides: stride, dilations: dilation, pad: explicitPad(margins), dataFormat: 'NHWC' });
}

/** The gradient of a convolution by its filter `[h, w, C, O]`, from `x` `[B, H, W, C]` and `dy` `[B, H', W', O]`. */
export function filterGradient(x: Tensor4D, dy: Tensor4D, filterShape: Shape4D, attributes: ConvAttributes): Tensor4D {
  return tidy(() => {
    const geometry = convGeometry(x.shape, filterShape, attributes, false);
    const swapped: Tensor4D = transpose(x, [3, 1, 2, 0]);
    const filter: Tensor4D = transpose(dy, [1, 2, 0, 3]);
    const all = convolve(Conv2D, swapped, filter, {
      stride: [geometry.dilationHeight, geometry.dilationWidth],
      dilation: [geometry.strideHeight, geometry.strideWidth],
      margins: geometry.padInfo,
    });
    return transpose(slice(all, [0, 0, 0, 0], [-1, filterShape[0], filterShape[1], -1]), [1, 2, 0, 3]);
  });
}

/** The gradient of a convolution by its input, of shape `inputShape`, from `dy` `[B, H', W', O]` and the filter. */
export function inputGradient(dy: Tensor4D, filter: Tensor4D, inputShape: Shape4D, attributes: ConvAttributes): Tensor4D {
  return tidy(() => {
    const geometry = convGeometry(inputShape, filter.shape, attributes, false);
    const reversed: Tensor4D = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return transposedConvolution(Conv2D, dy, reversed, geometry);
  });
}

function transposedConvolution(kernel: KernelName, dy: Tensor4D, reversed: Tensor4D, geometry: ReturnType<typeof convGeometry>): Tensor4D {
  const { inHeight, inWidth, padInfo, dilationHeight, dilationWidth, effectiveFilterHeight, effectiveFilterWidth } = geometry;
  const spread = spreadOut(dy, geometry.strideHeight, geometry.strideWidth);
  const top = effectiveFilterHeight - 1 - padInfo.top;
  const left = effectiveFilterWidth - 1 - padInfo.left;
  const cut = cutNegativeMargins(spread, {
    top,
    left,
    bottom: inHeight + effectiveFilterHeight - 1 - spread.shape[1] - top,
    right: inWidth + effectiveFilterWidth - 1 - spread.shape[2] - left,
  });
  if (cut === undefined) {
    // Every output saw nothing but padding, so no input had a part in it.
    const channels = kernel === Conv2D ? geometry.inChannels : geometry.outChannels;
    return zeros([geometry.batchSize, inHeight, inWidth, channels]);
  }
  return convolve(kernel, cut.x, reversed, { stride: [1, 1], dilation: [dilationHeight, dilationWidth], margins: cut.margins });
}

/**
 * The gradient of a depthwise convolution by its filter `[h, w, C, M]`, from `x` `[B, H, W, C]` and `dy`
 * `[B, H', W', C * M]`: images and channels become the channels of one big image, summed over the images after.
 */
export function depthwiseFilterGradient(x: Tensor4D, dy: Tensor4D, filterShape: Shape4D, attributes: ConvAttributes): Tensor4D {
  return tidy(() => {
    const geometry = convGeometry(x.shape, filterShape, attributes, true);
    const [batch, height, width, channels] = x.shape;
    const [filterHeight, filterWidth, , multiplier] = filterShape;
    const image: Tensor4D = reshape(transpose(x, [1, 2, 0, 3]), [1, height, width, batch * channels]);
    const filter: Tensor4D = reshape(transpose(dy, [1, 2, 0, 3]), [dy.shape[1], dy.shape[2], batch * channels, multiplier]);
    const all = convolve(DepthwiseConv2dNative, image, filter, {
      stride: [geometry.dilationHeight, geometry.dilationWidth],
      dilation: [geometry.strideHeight, geometry.strideWidth],
      margins: geometry.padInfo,
    });
    const cut = slice(all, [0, 0, 0, 0], [1, filterHeight, filterWidth, -1]);
    return reshape(sum(reshape(cut, [filterHeight * filterWidth, batch, channels * multiplier]), 1), filterShape);
  });
}

/** The gradient of a depthwise convolution by its input, of shape `inputShape`, from `dy` `[B, H', W', C * M]` and the filter. */
export function depthwiseInputGradient(dy: Tensor4D, filter: Tensor4D, inputShape: Shape4D, attributes: ConvAttributes): Tensor4D {
  return tidy(() => {
    const geometry = convGeometry(inputShape, filter.shape, attributes, true);
    const [height, width, channels, multiplier] = filter.shape;
    const reversed: Tensor4D = reshape(reverse(filter, [0, 1]), [height, width, channels * multiplier, 1]);
    const each = transposedConvolution(DepthwiseConv2dNative, dy, reversed, geometry);
    return multiplier === 1 ? each : sum(reshape(each, [...inputShape, multiplier]), 4);
  });
}

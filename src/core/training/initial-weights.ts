import { randomStream } from './random.ts';

/**
 * Random values for a kernel: normal with variance 2 / fan-in before a rectifier (He et al., 2015), uniform within
 * the square root of 6 / (fan-in + fan-out) for the last layer (Glorot and Bengio, 2010).
 * `shape` is [height, width, in, out] of a convolution, [height, width, channels, 1] of a depthwise one, [in, out] of a dense layer.
 */
export function initialKernel(name: string, shape: readonly number[], role: 'hidden' | 'depthwise' | 'last', seed: number): Float32Array {
  const random = randomStream(seed, 'weights', name);
  const size = shape.reduce((product, side) => product * side, 1);
  const fanOut = shape.at(-1) ?? 1;
  const fanIn = role === 'depthwise' ? (shape[0] ?? 1) * (shape[1] ?? 1) : size / fanOut;
  const deviation = Math.sqrt(2 / fanIn);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length: size }, () => (role === 'last' ? limit * (2 * random.uniform() - 1) : deviation * random.normal()));
}

import { SightlineError } from '../errors.ts';
import type { NetDesign } from './network.ts';

/** More weights than this are refused: 2^28 floats are 1 GiB, and training holds each four times. */
export const maxWeights = 2 ** 28;

/**
 * How many numbers the weights of a net are, reckoned before anything is allocated.
 * Throws `model-invalid` for layers that don't follow on each other.
 */
export function countWeights(design: NetDesign): number {
  let { width, height, channels }: { width: number; height: number; channels: number } = design.image;
  let flat = false;
  let weights = 0;
  for (const layer of design.layers) {
    const needsFlat = layer.kind === 'dense';
    const needsImage = ['conv', 'depthwise', 'max-pool', 'average-pool', 'flatten'].includes(layer.kind);
    if ((needsFlat && !flat) || (needsImage && flat)) {
      throw new SightlineError('model-invalid', `a layer '${layer.kind}' does not fit ${flat ? 'a row of values' : 'an image'}`);
    }
    switch (layer.kind) {
      case 'conv':
        weights += layer.size ** 2 * channels * layer.filters + (layer.activation === 'linear' ? 0 : layer.filters);
        channels = layer.filters;
        [width, height] = [Math.ceil(width / layer.stride), Math.ceil(height / layer.stride)];
        break;
      case 'depthwise':
        weights += layer.size ** 2 * channels + (layer.activation === 'linear' ? 0 : channels);
        [width, height] = [Math.ceil(width / layer.stride), Math.ceil(height / layer.stride)];
        break;
      case 'normalize':
        weights += 4 * channels;
        break;
      case 'max-pool':
        [width, height] = [Math.floor(width / 2), Math.floor(height / 2)];
        break;
      case 'average-pool':
        flat = true;
        break;
      case 'flatten':
        channels *= width * height;
        flat = true;
        break;
      case 'dense':
        weights += (channels + 1) * layer.units;
        channels = layer.units;
        break;
      case 'activation':
      case 'dropout':
        break;
    }
    if (width < 1 || height < 1) {
      throw new SightlineError('model-invalid', `nothing is left of the image at a layer '${layer.kind}'`);
    }
  }
  if (channels !== design.classes || !flat) {
    throw new SightlineError('model-invalid', `the net gives ${channels} values for ${design.classes} classes`);
  }
  return weights;
}

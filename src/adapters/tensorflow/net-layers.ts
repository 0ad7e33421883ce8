import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { NetDesign } from '../../core/training/network.ts';
import type { LayerDesign } from '../../core/training/presets.ts';

/** A layer of TensorFlow.js. */
export type Layer = Sequential['layers'][number];

/**
 * The net of a design, as a chain of layers with names of ours (the library's own would count on from net to net);
 * the last one turns sums into probabilities. Kernels are zero until weights are set.
 */
export function buildLayers(design: NetDesign): Sequential {
  const { width, height, channels } = design.image;
  const net = sequential({ name: 'net' });
  net.add(layers.inputLayer({ name: 'image', inputShape: [height, width, channels] }));
  for (const [index, layer] of design.layers.entries()) {
    net.add(makeLayer(layer, `${layer.kind}-${index + 1}`));
  }
  net.add(layers.activation({ name: 'scores', activation: 'softmax' }));
  return net;
}

/** The share of old values in the running means of a batch normalization: short trainings need a quicker one than 0.99. */
export const runningMomentum = 0.9;
/** What is added to a variance before its root is taken. */
export const normalizationEpsilon = 1e-3;

function makeLayer(layer: LayerDesign, name: string): Layer {
  switch (layer.kind) {
    case 'conv':
      return layers.conv2d({
        name,
        filters: layer.filters,
        kernelSize: layer.size,
        strides: layer.stride,
        padding: 'same',
        activation: layer.activation,
        useBias: layer.activation !== 'linear',
        kernelInitializer: 'zeros',
      });
    case 'depthwise':
      return layers.depthwiseConv2d({
        name,
        kernelSize: layer.size,
        strides: layer.stride,
        padding: 'same',
        activation: layer.activation,
        useBias: layer.activation !== 'linear',
        depthwiseInitializer: 'zeros',
      });
    case 'normalize':
      return layers.batchNormalization({ name, momentum: runningMomentum, epsilon: normalizationEpsilon });
    case 'activation':
      return layers.activation({ name, activation: layer.activation });
    case 'max-pool':
      return layers.maxPooling2d({ name, poolSize: 2, strides: 2 });
    case 'average-pool':
      return layers.globalAveragePooling2d({ name });
    case 'flatten':
      return layers.flatten({ name });
    case 'dense':
      return layers.dense({ name, units: layer.units, activation: layer.activation, kernelInitializer: 'zeros' });
    case 'dropout':
      return layers.dropout({ name, rate: layer.rate });
  }
}

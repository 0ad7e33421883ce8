import type { NetworkRuntime } from '../../core/training/network.ts';
import { TensorFlowNetwork } from './network.ts';

/** Nets on the backend that TensorFlow.js is set to. */
export function createTensorFlowRuntime(backend: string): NetworkRuntime {
  return { backend, build: (design, rules) => new TensorFlowNetwork(design, rules) };
}

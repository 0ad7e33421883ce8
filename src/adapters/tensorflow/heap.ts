import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelBackend, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

/** The backend that a wasm kernel gets. */
export function asWasm(backend: unknown): BackendWasm & KernelBackend {
  return backend as BackendWasm & KernelBackend;
}

/**
 * The floats of a tensor where they lie in WebAssembly's memory. An allocation may move that memory, so a view is
 * taken after the last one and dropped before the next.
 */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const view = backend.typedArrayFromHeap(tensor);
  if (!(view instanceof Float32Array)) {
    throw new Error(`a kernel for float32 was called with ${tensor.dtype}`);
  }
  return view;
}

/** An input of a kernel by its name. */
export function inputOf(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const info: TensorInfo | undefined = inputs[name];
  if (info === undefined) {
    throw new Error(`the kernel was called without its input '${name}'`);
  }
  return info;
}

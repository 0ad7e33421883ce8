import { backend, ready, setBackend } from '@tensorflow/tfjs-core';
import { asWasm } from './heap.ts';
import { guardAllocations } from './memory.ts';
import { registerWasmKernels } from './wasm-kernels.ts';

const processEvents = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Makes WebAssembly the backend, gradients of convolutions included. The runtime of Emscripten takes over the
 * process's handlers of uncaught errors, to print its own source; they are removed again.
 */
export async function startWasm(): Promise<void> {
  const before = new Map(processEvents.map((event) => [event, process.listeners(event as 'uncaughtException')]));
  await import('@tensorflow/tfjs-backend-wasm');
  await setBackend('wasm');
  await ready();
  for (const [event, kept] of before) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!kept.includes(listener)) {
        process.off(event, listener);
      }
    }
  }
  guardAllocations(asWasm(backend()));
  registerWasmKernels();
}

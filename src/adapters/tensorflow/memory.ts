import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { SightlineError } from '../../core/errors.ts';

/** What WebAssembly's 32-bit addresses reach. */
const maxHeapBytes = 2 ** 32;

const guarded = new WeakSet<BackendWasm>();

/**
 * Makes a failed allocation an error. The backend goes on with the address 0, and with sizes modulo 2^32, and
 * overwrites its own memory. Throws `out-of-memory` from then on.
 */
export function guardAllocations(backend: BackendWasm): void {
  if (guarded.has(backend)) {
    return;
  }
  guarded.add(backend);
  const heap = backend.wasm as unknown as Record<'_malloc' | '_free', (value: number) => number>;
  heap['_free'](heap['_malloc'](1)); // Emscripten puts the real function in place of the exported one at the first call
  const allocate = heap['_malloc'];
  heap['_malloc'] = (bytes) => {
    const address = bytes < maxHeapBytes ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) {
      throw outOfMemory();
    }
    return address;
  };
}

/** What a backend threw: a failed allocation, also one inside its own code, is no bug of ours. */
export function asMemoryError(error: unknown): unknown {
  return isTrap(error) || isRefusedArray(error) ? outOfMemory(error) : error;
}

/** Whether WebAssembly's code broke off, after which its memory cannot be trusted. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

/** V8's words for an array that is too large. */
function isRefusedArray(error: unknown): boolean {
  return error instanceof RangeError && /array buffer|typed array length/i.test(error.message);
}

function outOfMemory(cause?: unknown): SightlineError {
  return new SightlineError('out-of-memory', 'there is not enough memory for a batch of these images in this net', { cause });
}

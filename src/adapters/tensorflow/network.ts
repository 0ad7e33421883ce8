import * as tf from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { SightlineError } from '../../core/errors.ts';
import { initialKernel } from '../../core/training/initial-weights.ts';
import type { LearningRules, NamedArray, NetDesign, Network, PixelBatch, StepResult, TrainingBatch } from '../../core/training/network.ts';
import type { LayerDesign } from '../../core/training/presets.ts';
import { randomStream } from '../../core/training/random.ts';
import { normalizeBatch } from './batch-normalization.ts';
import { asMemoryError, isTrap } from './memory.ts';
import { buildLayers, normalizationEpsilon, runningMomentum } from './net-layers.ts';
import type { Layer } from './net-layers.ts';
import { Optimizer } from './optimizer.ts';

type LayerWeight = Layer['weights'][number];

/** A net on the current backend of TensorFlow.js. It owns its tensors until it is disposed. */
export class TensorFlowNetwork implements Network {
  readonly design: NetDesign;
  readonly #rules: LearningRules;
  readonly #net: Sequential;
  /** Without the input and the last one, which makes probabilities: training works on the sums before it. */
  readonly #layers: readonly Layer[];
  readonly #learning: readonly tf.Variable[];
  readonly #optimizer: Optimizer;
  /** Set when the backend broke off: freeing tensors would break off again and hide why. */
  #broken = false;

  constructor(design: NetDesign, rules: LearningRules) {
    this.design = design;
    this.#rules = rules;
    this.#net = buildLayers(design);
    this.#layers = this.#net.layers.filter((layer) => layer.name !== 'image' && layer.name !== 'scores');
    this.#initialize();
    const learning = this.#layers
      .slice(rules.firstLearningLayer)
      .flatMap((layer) => layer.trainableWeights.map((weight) => ({ name: weight.originalName, variable: variableOf(weight) })));
    this.#learning = learning.map((weight) => weight.variable);
    this.#optimizer = new Optimizer(rules, learning);
  }

  step(batch: TrainingBatch, step: number, learningRate: number): Promise<StepResult> {
    return this.#guard(async () => this.#step(batch, step, learningRate));
  }

  scores(batch: PixelBatch): Promise<Float32Array> {
    return this.#guard(async () => this.#scores(batch));
  }

  async weights(): Promise<readonly NamedArray[]> {
    return Promise.all(
      this.#weights().map(async (weight) => ({
        name: weight.originalName,
        shape: weight.shape.map((side) => side ?? 0),
        values: Float32Array.from(await weight.read().data()),
      })),
    );
  }

  setWeights(weights: readonly NamedArray[]): void {
    const given = new Map(weights.map((weight) => [weight.name, weight]));
    for (const weight of this.#weights()) {
      const value = given.get(weight.originalName);
      if (value === undefined || value.shape.join() !== weight.shape.join()) {
        throw new SightlineError('model-invalid', `the weights of '${weight.originalName}' don't fit this net`);
      }
      write(weight, value.values, [...value.shape]);
    }
  }

  optimizerState(): Promise<readonly NamedArray[]> {
    return this.#optimizer.state();
  }

  setOptimizerState(state: readonly NamedArray[]): void {
    this.#optimizer.setState(state);
  }

  topology(): unknown {
    return this.#net.toJSON(null, false);
  }

  [Symbol.dispose](): void {
    if (this.#broken) {
      return;
    }
    this.#optimizer[Symbol.dispose]();
    this.#net.dispose();
  }

  async #step(batch: TrainingBatch, step: number, learningRate: number): Promise<StepResult> {
    let guessed: tf.Tensor | undefined;
    const measured = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => {
        const sums = this.#forward(this.#imageTensor(batch), step);
        guessed = tf.keep(tf.argMax(sums, -1));
        return this.#loss(sums, batch);
      }, [...this.#learning]);
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
      this.#optimizer.apply(grads, step, learningRate);
      return [value, norm];
    });
    const tensors = guessed === undefined ? measured : [...measured, guessed];
    const [loss, gradientNorm, guesses] = await Promise.all(tensors.map(async (tensor) => tensor.data()));
    tf.dispose(tensors);
    await eventLoopTurn();
    const correct = batch.labels.reduce((count, label, index) => count + (guesses?.[index] === label ? 1 : 0), 0);
    return { loss: loss?.[0] ?? Number.NaN, gradientNorm: gradientNorm?.[0] ?? Number.NaN, correct };
  }

  async #scores(batch: PixelBatch): Promise<Float32Array> {
    const result = tf.tidy(() => tf.softmax(this.#forward(this.#imageTensor(batch), undefined)));
    const values = await result.data();
    result.dispose();
    await eventLoopTurn();
    return Float32Array.from(values);
  }

  /** Says that memory ran out where a backend has its own words for it. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#broken ||= isTrap(error);
      throw asMemoryError(error);
    }
  }

  #weights(): readonly LayerWeight[] {
    return this.#layers.flatMap((layer) => layer.weights);
  }

  #initialize(): void {
    const last = this.#layers.at(-1);
    for (const layer of this.#layers) {
      for (const weight of layer.weights.filter((one) => one.originalName.endsWith('kernel'))) {
        const shape = weight.shape.map((side) => side ?? 0);
        const role = weight.originalName.endsWith('depthwise_kernel') ? 'depthwise' : layer === last ? 'last' : 'hidden';
        const values = initialKernel(weight.originalName, shape, role, this.#rules.seed);
        write(weight, values, shape);
      }
    }
  }

  #imageTensor(batch: PixelBatch): tf.Tensor4D {
    const { width, height, channels } = this.design.image;
    return tf.tensor4d(batch.pixels, [batch.count, height, width, channels]);
  }

  /** The sums before the probabilities, `[B, classes]`. With a step it trains: frozen layers still work as in use. */
  #forward(images: tf.Tensor4D, step: number | undefined): tf.Tensor2D {
    let values: tf.Tensor = images;
    for (const [index, layer] of this.#layers.entries()) {
      const training = step !== undefined && index >= this.#rules.firstLearningLayer;
      values = training
        ? this.#learn(layer, this.design.layers[index], values, step)
        : (layer.apply(values, { training: false }) as tf.Tensor);
    }
    return values as tf.Tensor2D;
  }

  #learn(layer: Layer, design: LayerDesign | undefined, values: tf.Tensor, step: number): tf.Tensor {
    switch (design?.kind) {
      case 'dropout':
        return this.#drop(values, design.rate, step, layer.name);
      case 'normalize':
        return normalizeAndRemember(layer, values);
      default:
        return layer.apply(values, { training: true }) as tf.Tensor;
    }
  }

  /** Dropout from our own random numbers: the library's repeats one mask when it is given a seed. */
  #drop(values: tf.Tensor, rate: number, step: number, name: string): tf.Tensor {
    const random = randomStream(this.#rules.seed, 'dropout', name, step);
    const mask = Float32Array.from({ length: values.size }, () => (random.uniform() < rate ? 0 : 1 / (1 - rate)));
    return tf.mul(values, tf.tensor(mask, values.shape));
  }

  /** The mean over the batch of weight * cross entropy, against labels smoothed by (1 - s) * one-hot + s / classes. */
  #loss(sums: tf.Tensor2D, batch: TrainingBatch): tf.Scalar {
    const { classes } = this.design;
    const smoothing = this.#rules.labelSmoothing;
    const targets = new Float32Array(batch.count * classes).fill(smoothing / classes);
    for (const [index, label] of batch.labels.entries()) {
      const at = index * classes + label;
      targets[at] = (targets[at] ?? 0) + 1 - smoothing;
    }
    const labels = tf.tensor2d(targets, [batch.count, classes]);
    return tf.mean(tf.losses.softmaxCrossEntropy(labels, sums, tf.tensor1d(batch.weights), 0, tf.Reduction.NONE));
  }
}

/** Normalizes a batch and moves the running means towards its own. */
function normalizeAndRemember(layer: Layer, values: tf.Tensor): tf.Tensor {
  const [gamma, beta, runningMean, runningVariance] = layer.weights;
  if (gamma === undefined || beta === undefined || runningMean === undefined || runningVariance === undefined) {
    throw new Error(`'${layer.name}' is no batch normalization`);
  }
  const normalized = normalizeBatch(values, variableOf(gamma) as tf.Tensor1D, variableOf(beta) as tf.Tensor1D, normalizationEpsilon);
  for (const [running, value] of [
    [runningMean, normalized.mean],
    [runningVariance, normalized.variance],
  ] as const) {
    tf.tidy(() => {
      const old = variableOf(running);
      running.write(tf.add(tf.mul(old, tf.scalar(runningMomentum)), tf.mul(value, tf.scalar(1 - runningMomentum))));
    });
  }
  return normalized.values;
}

function variableOf(weight: LayerWeight): tf.Variable {
  return weight.read() as tf.Variable;
}

function write(weight: LayerWeight, values: Float32Array, shape: number[]): void {
  tf.tidy(() => {
    weight.write(tf.tensor(values, shape, 'float32'));
  });
}

/** Lets signals and timers in between two steps. */
async function eventLoopTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

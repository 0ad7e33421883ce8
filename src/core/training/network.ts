import type { ImageShape } from '../ports.ts';
import type { FitParams } from './fit-params.ts';
import type { LayerDesign } from './presets.ts';

/** The values of one weight tensor, in row-major order. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a net is made from: enough to build it again. */
export interface NetDesign {
  readonly image: ImageShape;
  readonly classes: number;
  readonly layers: readonly LayerDesign[];
}

/** Images for a net: `count * height * width * channels` values of 0 to 1, channels last. */
export interface PixelBatch {
  readonly count: number;
  readonly pixels: Float32Array;
}

/** Images with the index of their class, and how much each counts in the loss. */
export interface TrainingBatch extends PixelBatch {
  readonly labels: Int32Array;
  readonly weights: Float32Array;
}

/** What one step of training did, measured before the weights changed. */
export interface StepResult {
  /** The mean weighted cross entropy of the batch, natural logarithm. */
  readonly loss: number;
  /** How many images got their highest score for the right class. */
  readonly correct: number;
  /** The Euclidean norm of the gradient of all weights. */
  readonly gradientNorm: number;
}

/** The rules by which a net learns. */
export type LearningRules = Pick<FitParams, 'optimizer' | 'weightDecay' | 'labelSmoothing' | 'seed'> & {
  /** Only the layers from this one on learn; 0 for all. */
  readonly firstLearningLayer: number;
};

/** A net in the memory of a backend. */
export interface Network extends Disposable {
  readonly design: NetDesign;
  /** Changes the weights by one batch. `step` counts from 0 over the whole training: dropout and Adam depend on it. */
  step(batch: TrainingBatch, step: number, learningRate: number): Promise<StepResult>;
  /** The probability of each class, one row for each image. */
  scores(batch: PixelBatch): Promise<Float32Array>;
  weights(): Promise<readonly NamedArray[]>;
  /** Throws when names or shapes differ from those of the net. */
  setWeights(weights: readonly NamedArray[]): void;
  /** What the optimizer remembers, to go on later as if nothing had happened. */
  optimizerState(): Promise<readonly NamedArray[]>;
  setOptimizerState(state: readonly NamedArray[]): void;
  /** The net in the JSON form of TensorFlow.js layers. */
  topology(): unknown;
}

/** Makes nets on one backend. */
export interface NetworkRuntime {
  /** The backend in use, as the user knows it: a package name. */
  readonly backend: string;
  /** A net with random weights from the seed. */
  build(design: NetDesign, rules: LearningRules): Network;
}

import { SightlineError } from '../core/errors.ts';
import type { TrainingSnapshot } from '../core/training/checkpoint-file.ts';
import { classWeights } from '../core/training/class-weights.ts';
import { judgeEpoch } from '../core/training/early-stopping.ts';
import type { FitParams } from '../core/training/fit-params.ts';
import { isConstant, judgeStep } from '../core/training/instability.ts';
import type { NamedArray, Network } from '../core/training/network.ts';
import { plainBatch, scoringBatch, trainingBatch, type PixelSet } from '../core/training/pixel-set.ts';
import { randomStream, shuffledIndices } from '../core/training/random.ts';
import { learningRateAt } from '../core/training/schedule.ts';
import type { CurvePoint, TrainingState } from '../core/training/training-state.ts';

/** What to train, on what, and whom to tell. */
export interface TrainingJob {
  readonly network: Network;
  readonly params: FitParams;
  readonly classes: readonly string[];
  readonly train: PixelSet;
  readonly validation: PixelSet | undefined;
  readonly fingerprint: string;
  /** Where an earlier run was stopped. */
  readonly resume: TrainingSnapshot | undefined;
  readonly saveCheckpoint: ((snapshot: TrainingSnapshot) => Promise<void>) | undefined;
  readonly signal: AbortSignal;
  readonly onStep: (images: number) => void;
  readonly onEpoch: (point: CurvePoint) => void;
}

/** Trains the net in place until its epochs are over or early stopping says so; returns the learning curves. */
export async function trainNetwork(job: TrainingJob): Promise<readonly CurvePoint[]> {
  const training = new Training(job);
  await training.run();
  return training.curves;
}

/** Images of the training set that a net must tell apart where there is no validation set. */
const probeImages = 256;

class Training {
  readonly #job: TrainingJob;
  readonly #stepsPerEpoch: number;
  readonly #weightOfClass: readonly number[];
  #state: TrainingState;
  #best: readonly NamedArray[];

  constructor(job: TrainingJob) {
    this.#job = job;
    this.#stepsPerEpoch = Math.ceil(job.train.labels.length / job.params.batchSize);
    this.#weightOfClass = classWeights(job.params.classWeights, job.classes, job.train.labels);
    this.#state = job.resume?.state ?? startOf(job.fingerprint);
    this.#best = job.resume?.best ?? [];
  }

  get curves(): readonly CurvePoint[] {
    return this.#state.curves;
  }

  async run(): Promise<void> {
    const { resume, network, params } = this.#job;
    if (resume !== undefined) {
      network.setWeights(resume.weights);
      network.setOptimizerState(resume.optimizer);
    }
    let stopped = false;
    while (!stopped && this.#state.curves.length < params.epochs) {
      await this.#runEpoch();
      stopped = await this.#endEpoch();
    }
    if (this.#best.length > 0) {
      network.setWeights(this.#best);
    }
  }

  async #runEpoch(): Promise<void> {
    const { params, train, onStep } = this.#job;
    const epoch = this.#state.curves.length;
    const order = shuffledIndices(train.labels.length, randomStream(params.seed, 'shuffle', epoch));
    const rules = { augment: params.augment, seed: params.seed, epoch, classWeights: this.#weightOfClass };
    for (let at = this.#state.seen; at < order.length; at += params.batchSize) {
      const indices = order.subarray(at, at + params.batchSize);
      await this.#learn(trainingBatch(train, indices, rules));
      onStep(indices.length);
      await this.#afterStep();
    }
  }

  async #learn(batch: ReturnType<typeof trainingBatch>): Promise<void> {
    const { network, classes } = this.#job;
    const { step, health, lossSum, correct, seen } = this.#state;
    const result = await network.step(batch, step, this.#learningRate(step));
    const judged = judgeStep(health, result, classes.length);
    if (judged.failure !== undefined) {
      throw this.#unstable(judged.failure);
    }
    this.#state = {
      ...this.#state,
      step: step + 1,
      lossSum: lossSum + result.loss * batch.count,
      correct: correct + result.correct,
      seen: seen + batch.count,
      health: judged.record,
    };
  }

  /** Checkpoints when it is time, and ends here when the process was told to. */
  async #afterStep(): Promise<void> {
    const { saveCheckpoint, signal, params } = this.#job;
    const due = this.#state.step % params.checkpointSteps === 0;
    if (saveCheckpoint !== undefined && (due || signal.aborted)) {
      await saveCheckpoint(await this.#snapshot());
    }
    if (signal.aborted) {
      const kept = saveCheckpoint === undefined ? 'nothing was kept' : 'a checkpoint was kept';
      const hint = saveCheckpoint === undefined ? 'Use --checkpoint to be able to go on.' : 'Go on with --resume.';
      throw new SightlineError('interrupted', `stopped after step ${this.#state.step}; ${kept}`, { hint });
    }
  }

  /** Measures the epoch and starts the next; true when early stopping ends the training. */
  async #endEpoch(): Promise<boolean> {
    const { params, onEpoch } = this.#job;
    const validated = await this.#validate();
    const { lossSum, correct, seen, step, curves } = this.#state;
    const point: CurvePoint = {
      epoch: curves.length + 1,
      step,
      learningRate: this.#learningRate(step - 1),
      loss: lossSum / seen,
      accuracy: correct / seen,
      ...validated,
    };
    this.#state = { ...this.#state, lossSum: 0, correct: 0, seen: 0, curves: [...curves, point] };
    onEpoch(point);
    return params.earlyStopping !== undefined && (await this.#judge(params.earlyStopping, point));
  }

  async #judge(rule: NonNullable<FitParams['earlyStopping']>, point: CurvePoint): Promise<boolean> {
    const value = rule.metric === 'loss' ? (point.validationLoss ?? point.loss) : (point.validationAccuracy ?? point.accuracy);
    const advice = judgeEpoch(rule, this.#state.best, point.epoch, value);
    this.#state = { ...this.#state, best: advice.best };
    if (advice.improved) {
      this.#best = await this.#job.network.weights();
    }
    return advice.stop;
  }

  /** Loss and accuracy on the validation set, or on no set at all; either way the net must tell images apart. */
  async #validate(): Promise<Partial<CurvePoint>> {
    const { validation, train, network, classes } = this.#job;
    const set = validation ?? train;
    const count = validation === undefined ? Math.min(probeImages, train.labels.length) : set.labels.length;
    const scores = new Float32Array(count * classes.length);
    const atOnce = scoringBatch(set.shape);
    for (let start = 0; start < count; start += atOnce) {
      const end = Math.min(count, start + atOnce);
      scores.set(await network.scores(plainBatch(set.pixels, set.shape, start, end)), start * classes.length);
    }
    if (isConstant(scores, classes.length)) {
      throw this.#unstable('the net is dead: it gives every image the same scores');
    }
    return validation === undefined ? {} : measure(scores, set.labels, classes.length);
  }

  #learningRate(step: number): number {
    return learningRateAt(this.#job.params, { step, stepsPerEpoch: this.#stepsPerEpoch, epochs: this.#job.params.epochs });
  }

  async #snapshot(): Promise<TrainingSnapshot> {
    const { network } = this.#job;
    return { state: this.#state, weights: await network.weights(), optimizer: await network.optimizerState(), best: this.#best };
  }

  #unstable(reason: string): SightlineError {
    const { step, curves } = this.#state;
    return new SightlineError('training-unstable', `${reason} (step ${step + 1}, epoch ${curves.length + 1})`);
  }
}

function startOf(fingerprint: string): TrainingState {
  return { version: 1, fingerprint, step: 0, lossSum: 0, correct: 0, seen: 0, health: { stillSteps: 0 }, curves: [] };
}

/** The mean cross entropy (natural logarithm) and the accuracy of scores, one row of `classes` for each label. */
function measure(scores: Float32Array, labels: Int32Array, classes: number): Partial<CurvePoint> {
  let loss = 0;
  let correct = 0;
  for (const [index, label] of labels.entries()) {
    const row = scores.subarray(index * classes, (index + 1) * classes);
    loss -= Math.log(Math.max(row[label] ?? 0, 1e-12));
    correct += row.indexOf(Math.max(...row)) === label ? 1 : 0;
  }
  return { validationLoss: loss / labels.length, validationAccuracy: correct / labels.length };
}

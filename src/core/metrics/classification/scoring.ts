import { adaptiveCalibrationErrorOf } from './adaptive-calibration.ts';
import { type ReliabilityBin, reliabilityOf } from './calibration.ts';
import { type ClassRankings, rankClasses, rankTogether } from './class-rankings.ts';
import { type ClassCounts, type ConfusionMatrix, countByClass, weighConfusion } from './confusion.ts';
import { weightedMean } from './probability-losses.ts';
import type { ClassificationColumns, ScoredAnswers } from './scored-answers.ts';
import { topKOf } from './top-k.ts';

/** Bins of the calibration errors and of the reliability table, right-closed where they are of equal width. */
const calibrationBins = 15;

/**
 * What metrics are computed from when each image counts so often: each part once, and only when a metric asks for it.
 * Without scores, what needs them is NaN, and so is calibration unless they are probabilities.
 */
export class Scoring {
  readonly confusion: ConfusionMatrix;
  readonly byClass: readonly ClassCounts[];
  readonly #columns: ClassificationColumns;
  readonly #scored: ScoredAnswers | undefined;
  readonly #weights: Int32Array;
  #rankings: ClassRankings | undefined;
  #together: ReturnType<typeof rankTogether> | undefined;
  #reliability: readonly ReliabilityBin[] | undefined;

  constructor(columns: ClassificationColumns, scored: ScoredAnswers | undefined, weights: Int32Array) {
    this.#columns = columns;
    this.#scored = scored;
    this.#weights = weights;
    this.confusion = weighConfusion(columns, weights);
    this.byClass = countByClass(this.confusion);
  }

  get rankings(): ClassRankings {
    this.#rankings ??= this.#rank(false);
    return this.#rankings;
  }

  /** The rankings with those of each two classes. */
  get pairRankings(): ClassRankings {
    if (this.#rankings?.pairRocAuc === undefined) {
      this.#rankings = this.#rank(true);
    }
    return this.#rankings;
  }

  get together(): ReturnType<typeof rankTogether> {
    const undefinedBoth = { rocAuc: Number.NaN, averagePrecision: Number.NaN };
    this.#together ??=
      this.#scored === undefined ? undefinedBoth : rankTogether(this.#scored.slotsTogether, this.#columns.truth, this.#weights);
    return this.#together;
  }

  /** The reliability table; without a bin where there are no probabilities. */
  get reliability(): readonly ReliabilityBin[] {
    this.#reliability ??=
      this.#scored?.areProbabilities === true
        ? reliabilityOf(this.#scored.confidences, calibrationBins, 'right-closed', this.#weights)
        : [];
    return this.#reliability;
  }

  get adaptiveCalibrationError(): number {
    return this.#scored?.areProbabilities === true
      ? adaptiveCalibrationErrorOf(this.#scored.confidences, calibrationBins, this.#weights, this.#scored.rankedConfidences)
      : Number.NaN;
  }

  topK(k: number): number {
    return this.#scored === undefined ? Number.NaN : topKOf(this.#scored.placesOfTruth, k, this.#weights);
  }

  meanOf(losses: 'logLosses' | 'brierScores'): number {
    return this.#scored?.areProbabilities === true ? weightedMean(this.#scored[losses], this.#weights) : Number.NaN;
  }

  #rank(pairs: boolean): ClassRankings {
    const { truth, classCount } = this.#columns;
    if (this.#scored === undefined) {
      const none = new Float64Array(classCount).fill(Number.NaN);
      return { rocAuc: none, averagePrecision: none, pairRocAuc: new Float64Array(classCount ** 2).fill(Number.NaN), support: none };
    }
    return rankClasses(this.#scored.slots, truth, classCount, this.#weights, pairs);
  }
}

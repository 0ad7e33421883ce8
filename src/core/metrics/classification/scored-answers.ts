import { rankConfidences, type RankedConfidences } from './adaptive-calibration.ts';
import type { Confidences } from './calibration.ts';
import type { Answers } from './confusion.ts';
import { brierScores, logLosses } from './probability-losses.ts';
import { type ScoreMatrix, findImprobable } from './score-matrix.ts';
import { SlotTable } from './slot-table.ts';
import { placesOfTruth } from './top-k.ts';

/** Truth, answers and, where the model gave them, finite scores: one numbering of the images and of the classes. */
export interface ClassificationColumns extends Answers {
  readonly scores: ScoreMatrix | undefined;
}

/** What the scores of a test set come to image by image, computed once for however many scorings. Owns what it has computed. */
export class ScoredAnswers {
  readonly matrix: ScoreMatrix;
  readonly #columns: ClassificationColumns;
  readonly #computed = new Map<string, unknown>();

  constructor(columns: ClassificationColumns, matrix: ScoreMatrix) {
    this.#columns = columns;
    this.matrix = matrix;
  }

  /** Whether each image's scores lie within 0 and 1 and sum to 1: else log loss, Brier and calibration are undefined. */
  get areProbabilities(): boolean {
    return this.#once('areProbabilities', () => findImprobable(this.matrix) === -1);
  }

  get placesOfTruth(): Int32Array {
    return this.#once('placesOfTruth', () => placesOfTruth(this.matrix, this.#columns.truth));
  }

  get logLosses(): Float64Array {
    return this.#once('logLosses', () => logLosses(this.matrix, this.#columns.truth));
  }

  get brierScores(): Float64Array {
    return this.#once('brierScores', () => brierScores(this.matrix, this.#columns.truth));
  }

  get confidences(): Confidences {
    return this.#once('confidences', () => {
      const { truth, predicted } = this.#columns;
      const { classCount, values } = this.matrix;
      return {
        confidence: Float64Array.from(predicted, (of, image) => values[image * classCount + of] ?? 0),
        right: Uint8Array.from(predicted, (of, image) => Number(of === truth[image])),
      };
    });
  }

  get rankedConfidences(): RankedConfidences {
    return this.#once('rankedConfidences', () => rankConfidences(this.confidences.confidence));
  }

  /** The slots of each class, and those of all classes together. */
  get slots(): SlotTable {
    return this.#once('slots', () => new SlotTable(this.matrix, (image, of) => this.#columns.truth[image] === of));
  }

  get slotsTogether(): SlotTable {
    return this.#once('slotsTogether', () => new SlotTable(this.matrix, (image, of) => this.#columns.truth[image] === of, true));
  }

  #once<Value>(name: string, compute: () => Value): Value {
    if (!this.#computed.has(name)) {
      this.#computed.set(name, compute());
    }
    return this.#computed.get(name) as Value;
  }
}

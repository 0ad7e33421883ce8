import { PositiveRanks } from './positive-ranks.ts';
import { type ScoreMatrix, eachColumn } from './score-matrix.ts';

/** One class of a table: the slot of each image among the scores of its own. */
export interface SlotColumn {
  readonly of: number;
  readonly slots: Int32Array;
  /** How many slots there are. */
  readonly count: number;
}

/** Tables of more entries are made anew on each use instead of kept: 256 MiB of slots. */
const maxKept = 64 * 2 ** 20;

/**
 * The slots of all classes, one class after the other, for as many scorings as are wanted: which images count, and how
 * often, changes none of them. With `together`, all classes' own scores are one list. Owns what it keeps.
 */
export class SlotTable {
  readonly #matrix: ScoreMatrix;
  readonly #isOwn: (image: number, of: number) => boolean;
  readonly #together: boolean;
  readonly #kept: SlotColumn[] = [];

  constructor(matrix: ScoreMatrix, isOwn: (image: number, of: number) => boolean, together = false) {
    this.#matrix = matrix;
    this.#isOwn = isOwn;
    this.#together = together;
  }

  /** The slots are only good until the next class's. */
  each(use: (column: SlotColumn) => void): void {
    const { images, classCount } = this.#matrix;
    if (this.#kept.length === classCount) {
      this.#kept.forEach(use);
      return;
    }
    const isKept = images * classCount <= maxKept;
    const shared = this.#together ? new PositiveRanks(this.#gatherAll()) : undefined;
    const buffer = new Int32Array(isKept ? 0 : images);
    eachColumn(this.#matrix, (scores, of) => {
      const ranks = shared ?? new PositiveRanks(this.#gather(scores, of));
      const slots = isKept ? new Int32Array(images) : buffer;
      ranks.locate(scores, slots);
      const column = { of, slots, count: ranks.slots };
      if (isKept) {
        this.#kept.push(column);
      }
      use(column);
    });
  }

  #gather(scores: Float64Array, of: number): Float64Array {
    return scores.filter((_, image) => this.#isOwn(image, of));
  }

  #gatherAll(): Float64Array {
    const { images, classCount, values } = this.#matrix;
    const own: number[] = [];
    for (let image = 0; image < images; image++) {
      for (let of = 0; of < classCount; of++) {
        if (this.#isOwn(image, of)) {
          own.push(values[image * classCount + of] ?? 0);
        }
      }
    }
    return Float64Array.from(own);
  }
}

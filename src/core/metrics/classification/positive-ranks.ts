/**
 * The distinct scores of a class's own images, in ascending order, among which any other score finds its slot: 2 k + 1
 * for one that equals the k-th of them, 2 k for one just below it, and so up to 2 x their number. All that ROC and
 * precision-recall say of a class follows from how many of the others fall into each slot, so only the class's own scores
 * are sorted. Owns an index by the high bits of the scores.
 */
export class PositiveRanks {
  /** Ascending, each once. */
  readonly distinct: Float64Array;
  readonly #starts: Int32Array;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #shift: number;

  /** `scores` are those of the images of a class, in any order. */
  constructor(scores: Float64Array) {
    this.distinct = keepDistinct(scores.toSorted());
    const size = this.distinct.length;
    this.#lowest = highWord(this.distinct[0] ?? 0);
    this.#highest = highWord(this.distinct[size - 1] ?? 0);
    const bits = Math.min(22, Math.ceil(Math.log2(size + 1)) + 4);
    const range = this.#highest - this.#lowest;
    this.#shift = Math.max(0, Math.ceil(Math.log2(range + 1)) - bits);
    this.#starts = indexByBucket(this.distinct, (score) => this.#bucketOf(highWord(score)), this.#bucketOf(this.#highest));
  }

  /** How many slots there are. */
  get slots(): number {
    return 2 * this.distinct.length + 1;
  }

  /** The slot of each score. */
  locate(scores: Float64Array, into: Int32Array): void {
    const words = new Int32Array(scores.buffer, scores.byteOffset, 2 * scores.length);
    const { distinct } = this;
    const [starts, lowest, highest, shift, last] = [this.#starts, this.#lowest, this.#highest, this.#shift, distinct.length];
    for (let at = 0; at < scores.length; at++) {
      const word = ordered(words[2 * at + 1] ?? 0);
      if (word < lowest || word > highest || last === 0) {
        into[at] = word < lowest || last === 0 ? 0 : 2 * last;
        continue;
      }
      const bucket = (word - lowest) >>> shift;
      const score = scores[at] ?? 0;
      let low = starts[bucket] ?? 0;
      let high = starts[bucket + 1] ?? last;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((distinct[middle] ?? 0) < score) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      into[at] = 2 * low + Number(distinct[low] === score);
    }
  }

  #bucketOf(word: number): number {
    return (word - this.#lowest) >>> this.#shift;
  }
}

/** The first place of each bucket's scores; one more entry ends the last. */
function indexByBucket(distinct: Float64Array, bucketOf: (score: number) => number, last: number): Int32Array {
  const starts = new Int32Array(last + 2);
  for (const score of distinct) {
    const after = bucketOf(score) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < starts.length; bucket++) {
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  }
  return starts;
}

function keepDistinct(sorted: Float64Array): Float64Array {
  let kept = 0;
  for (const score of sorted) {
    if (kept === 0 || sorted[kept - 1] !== score) {
      sorted[kept++] = score;
    }
  }
  return sorted.subarray(0, kept);
}

const one = new Float64Array(1);
const wordsOfOne = new Int32Array(one.buffer);

function highWord(score: number): number {
  one[0] = score;
  return ordered(wordsOfOne[1] ?? 0);
}

/** The high word of a number of 64 bits, so that a greater number never has a smaller one: negative ones count downwards. */
function ordered(word: number): number {
  return word < 0 ? -2_147_483_648 - word : word;
}

import type { ClassCounts } from '../classification/confusion.ts';
import { type SaidLabels, countByLabel } from './label-answers.ts';
import type { LabelRanker, Ranking } from './label-ranker.ts';

/** What metrics are computed from when each image counts so often: each part once, and only when a metric asks for it. */
export class LabelScoring {
  readonly #said: SaidLabels;
  readonly #labelCount: number;
  readonly #ranker: LabelRanker;
  readonly #weights: Int32Array;
  #byLabel: readonly ClassCounts[] | undefined;
  #rankings: readonly Ranking[] | undefined;
  #together: Ranking | undefined;
  #wrong: Readonly<Record<'labels' | 'images' | 'all', number>> | undefined;

  constructor(said: SaidLabels, labelCount: number, ranker: LabelRanker, weights: Int32Array) {
    this.#said = said;
    this.#labelCount = labelCount;
    this.#ranker = ranker;
    this.#weights = weights;
  }

  get byLabel(): readonly ClassCounts[] {
    this.#byLabel ??= countByLabel(this.#said, this.#labelCount, this.#weights);
    return this.#byLabel;
  }

  get rankings(): readonly Ranking[] {
    this.#rankings ??= this.#ranker.byLabel(this.#weights);
    return this.#rankings;
  }

  get together(): Ranking {
    this.#together ??= this.#ranker.together(this.#weights);
    return this.#together;
  }

  /** The share of all answers that are wrong, one a label of each image; NaN without an image. */
  get hammingLoss(): number {
    const { labels, all } = this.#countWrong();
    return labels / (all * this.#labelCount);
  }

  /** The share of images without a wrong label; NaN without an image. */
  get subsetAccuracy(): number {
    const { images, all } = this.#countWrong();
    return (all - images) / all;
  }

  #countWrong(): Readonly<Record<'labels' | 'images' | 'all', number>> {
    if (this.#wrong === undefined) {
      const counts = { labels: 0, images: 0, all: 0 };
      this.#said.wrong.forEach((wrong, image) => {
        const weight = this.#weights[image] ?? 0;
        counts.labels += weight * wrong;
        counts.images += wrong > 0 ? weight : 0;
        counts.all += weight;
      });
      this.#wrong = counts;
    }
    return this.#wrong;
  }
}

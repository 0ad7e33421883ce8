import type { ClassCounts } from '../classification/confusion.ts';
import { type LabelAnswers, countByLabel, wrongLabels } from './label-answers.ts';
import type { LabelRanker, LabelRankings } from './label-ranker.ts';

/** What metrics are computed from when each image counts so often: each part once, and only when a metric asks for it. */
export class LabelScoring {
  readonly #answers: LabelAnswers;
  readonly #ranker: LabelRanker;
  readonly #weights: Int32Array;
  #byLabel: readonly ClassCounts[] | undefined;
  #rankings: LabelRankings | undefined;
  #together: ReturnType<LabelRanker['together']> | undefined;
  #wrong: Readonly<Record<'labels' | 'images' | 'all', number>> | undefined;

  constructor(answers: LabelAnswers, ranker: LabelRanker, weights: Int32Array) {
    this.#answers = answers;
    this.#ranker = ranker;
    this.#weights = weights;
  }

  get byLabel(): readonly ClassCounts[] {
    this.#byLabel ??= countByLabel(this.#answers, this.#weights);
    return this.#byLabel;
  }

  get rankings(): LabelRankings {
    this.#rankings ??= this.#ranker.byLabel(this.#weights);
    return this.#rankings;
  }

  get together(): ReturnType<LabelRanker['together']> {
    this.#together ??= this.#ranker.together(this.#weights);
    return this.#together;
  }

  /** The share of all answers that are wrong, one a label of each image; NaN without an image. */
  get hammingLoss(): number {
    const { labels, all } = this.#countWrong();
    return labels / (all * this.#answers.labelCount);
  }

  /** The share of images without a wrong label; NaN without an image. */
  get subsetAccuracy(): number {
    const { images, all } = this.#countWrong();
    return (all - images) / all;
  }

  #countWrong(): Readonly<Record<'labels' | 'images' | 'all', number>> {
    if (this.#wrong === undefined) {
      const counts = { labels: 0, images: 0, all: 0 };
      wrongLabels(this.#answers).forEach((wrong, image) => {
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

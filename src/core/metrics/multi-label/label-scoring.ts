import type { ClassCounts } from '../classification/confusion.ts';
import { type LabelAnswers, type SaidLabels, countByLabel } from './label-answers.ts';
import type { LabelRanker, Ranking } from './label-ranker.ts';

/** What metrics are computed from when each image counts so often: each part once, and only when a metric asks for it. */
export class LabelScoring {
  readonly #said: SaidLabels;
  readonly #numbers: Pick<LabelAnswers, 'labelCount' | 'testLabels'>;
  readonly #ranker: LabelRanker;
  readonly #weights: Int32Array;
  #byLabel: readonly ClassCounts[] | undefined;
  #rankings: readonly Ranking[] | undefined;
  #together: Ranking | undefined;
  #wrong: Readonly<Record<'ofTest' | 'images' | 'all', number>> | undefined;

  constructor(said: SaidLabels, numbers: Pick<LabelAnswers, 'labelCount' | 'testLabels'>, ranker: LabelRanker, weights: Int32Array) {
    this.#said = said;
    this.#numbers = numbers;
    this.#ranker = ranker;
    this.#weights = weights;
  }

  get byLabel(): readonly ClassCounts[] {
    this.#byLabel ??= countByLabel(this.#said, this.#numbers.labelCount, this.#weights);
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

  /**
   * The share of all answers that are wrong, one a label of the test set for each image; NaN without an image. Labels that only the
   * model knows would be right by silence, and the more of them the better.
   */
  get hammingLoss(): number {
    const { ofTest, all } = this.#countWrong();
    return ofTest / (all * this.#numbers.testLabels);
  }

  /** The share of images without a wrong label; NaN without an image. */
  get subsetAccuracy(): number {
    const { images, all } = this.#countWrong();
    return (all - images) / all;
  }

  #countWrong(): Readonly<Record<'ofTest' | 'images' | 'all', number>> {
    if (this.#wrong === undefined) {
      const counts = { ofTest: 0, images: 0, all: 0 };
      this.#said.wrong.forEach((wrong, image) => {
        const weight = this.#weights[image] ?? 0;
        counts.ofTest += weight * (this.#said.wrongOfTest[image] ?? 0);
        counts.images += wrong > 0 ? weight : 0;
        counts.all += weight;
      });
      this.#wrong = counts;
    }
    return this.#wrong;
  }
}

import { type Place, SightlineError } from '../errors.ts';
import { maxClasses } from '../labels/dataset-builder.ts';
import { firstTen } from '../labels/first-ten.ts';
import { type ScoreMatrix, highestOf } from '../metrics/classification/score-matrix.ts';

/** What a model said of a test set, whatever format it was written in: one entry an image. */
export interface PredictionTable {
  readonly classes: readonly string[];
  /** Ids, as they stand in the file: they may be repeated, and of other images than the test set's. */
  readonly images: readonly string[];
  /** Numbers of classes: the label where one is given, else the first class of the highest score. */
  readonly predicted: Int32Array;
  /** Undefined where the file has labels only. */
  readonly scores: ScoreMatrix | undefined;
  /** Images that the model could not read. */
  readonly skipped: readonly string[];
}

/** Bounds of what is read: a file beyond them is refused, never half read. */
const maxImages = 10_000_000;
const maxScores = 2 ** 28;
const maxImageLength = 4096;
const maxClassLength = 256;
const firstRows = 1024;

/** Gathers predictions in the order of a file and holds what all formats ask of them. Owns the table being built, which grows by doubling. */
export class PredictionTableBuilder {
  readonly #file: string;
  readonly #classes: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #images: string[] = [];
  #labels = new Int32Array(firstRows);
  #scores: Float64Array | undefined;

  /** Throws `bad-predictions` for classes of which one is none, or stands twice. */
  constructor(file: string, classes: readonly string[]) {
    this.#file = file;
    this.#classes = classes;
    this.#numbers = new Map(classes.map((name, at) => [name, at]));
    const bad = classes.find((name) => name === '' || name.length > maxClassLength);
    if (bad !== undefined) {
      throw this.#refuse(`${show(bad)} is no name of a class: it has none or more than ${maxClassLength} characters`);
    }
    if (classes.length === 0 || classes.length > maxClasses || this.#numbers.size < classes.length) {
      throw this.#refuse(
        this.#numbers.size < classes.length ? 'a class stands twice' : `${classes.length} classes, where 1 to ${maxClasses} may be`,
      );
    }
  }

  /** Adds an image with a label, scores by class, or both. Throws `bad-predictions` for what isn't a whole answer. */
  add(image: string, label: string | undefined, scores: ArrayLike<number> | undefined, place: Omit<Place, 'file'> = {}): void {
    const at = this.#images.length;
    const number = label === undefined ? -1 : this.#numbers.get(label);
    const problem = this.#problemOf(image, label, scores, number);
    if (number === undefined || problem !== undefined) {
      throw this.#refuse(`the prediction of ${show(image)}: ${problem ?? ''}`, place);
    }
    this.#grow(at, scores !== undefined);
    this.#images.push(image);
    this.#labels[at] = number;
    if (scores !== undefined) {
      this.#scores?.set(scores, at * this.#classes.length);
    }
  }

  /** The table. Throws `bad-predictions` for one without an image, unless its format has a list of those that were `skipped`. */
  build(skipped?: readonly string[]): PredictionTable {
    const images = this.#images.length;
    if (images === 0 && skipped === undefined) {
      throw this.#refuse('there is no prediction in it');
    }
    const classCount = this.#classes.length;
    const values = this.#scores?.subarray(0, images * classCount);
    const scores = values === undefined ? undefined : { images, classCount, values };
    const highest = scores === undefined ? undefined : highestOf(scores);
    const predicted = this.#labels.subarray(0, images).map((label, at) => (label === -1 ? (highest?.[at] ?? 0) : label));
    return { classes: this.#classes, images: this.#images, predicted, scores, skipped: skipped ?? [] };
  }

  #problemOf(
    image: string,
    label: string | undefined,
    scores: ArrayLike<number> | undefined,
    number: number | undefined,
  ): string | undefined {
    if (image === '' || image.length > maxImageLength) {
      return 'the image has no name, or a very long one';
    }
    if (number === undefined) {
      return `label ${show(label ?? '')} is not among the classes: ${firstTen(this.#classes)}`;
    }
    if (scores === undefined) {
      return label === undefined
        ? 'it has neither a label nor scores'
        : this.#scores === undefined
          ? undefined
          : 'it has no scores, and those before it have';
    }
    if (this.#images.length > 0 && this.#scores === undefined) {
      return 'it has scores, and those before it have none';
    }
    if (scores.length !== this.#classes.length) {
      return `${scores.length} scores for ${this.#classes.length} classes`;
    }
    for (let of = 0; of < scores.length; of++) {
      if (!Number.isFinite(scores[of])) {
        return `the score of ${show(this.#classes[of] ?? '')} is ${Number.isNaN(scores[of]) ? 'NaN' : 'infinite'}, not a finite number`;
      }
    }
  }

  #grow(at: number, hasScores: boolean): void {
    const classCount = this.#classes.length;
    if (at === maxImages || (hasScores && (at + 1) * classCount > maxScores)) {
      throw this.#refuse(`more than ${maxImages} images or ${maxScores} scores`);
    }
    if (at === this.#labels.length) {
      const labels = new Int32Array(Math.min(2 * at, maxImages));
      labels.set(this.#labels);
      this.#labels = labels;
    }
    const needed = this.#labels.length * classCount;
    if (hasScores && (this.#scores?.length ?? 0) < Math.min(needed, maxScores)) {
      const scores = new Float64Array(Math.min(needed, maxScores));
      scores.set(this.#scores ?? []);
      this.#scores = scores;
    }
  }

  #refuse(message: string, place: Omit<Place, 'file'> = {}): SightlineError {
    return new SightlineError('bad-predictions', message, { place: { file: this.#file, ...place } });
  }
}

const shownLength = 200;

function show(name: string): string {
  return JSON.stringify(name.slice(0, shownLength));
}

import type { Evaluation } from './evaluation.ts';

/** What differs between the test sets of two evaluations. */
export interface TestSetChange {
  readonly baseImages: number;
  readonly headImages: number;
  readonly onlyInBase: number;
  readonly onlyInHead: number;
  /** In both, with another truth. */
  readonly relabelled: number;
  /** Images that a side's model could not read, so that it was not judged on them. */
  readonly skippedByBase: number;
  readonly skippedByHead: number;
}

/** A side's test set: what is the truth of each image that was judged, and the images that the model skipped. */
export interface JudgedTruths {
  readonly truths: ReadonlyMap<string, string>;
  readonly skipped: readonly string[];
}

/** Compares the images and truths of two evaluations. */
export function findTestSetChange(base: Evaluation, head: Evaluation): TestSetChange {
  return compareTruths({ truths: truthByImage(base), skipped: base.skipped }, { truths: truthByImage(head), skipped: head.skipped });
}

/** Compares two test sets by what is the truth of each image. */
export function compareTruths(base: JudgedTruths, head: JudgedTruths): TestSetChange {
  const [before, now] = [base.truths, head.truths];
  return {
    baseImages: before.size,
    headImages: now.size,
    onlyInBase: countWhere(before.keys(), (image) => !now.has(image)),
    onlyInHead: countWhere(now.keys(), (image) => !before.has(image)),
    relabelled: countWhere(now.keys(), (image) => before.has(image) && before.get(image) !== now.get(image)),
    skippedByBase: base.skipped.length,
    skippedByHead: head.skipped.length,
  };
}

function truthByImage({ classes, rows }: Evaluation): Map<string, string> {
  return new Map(rows.image.map((image, at) => [image, classes[rows.truth[at] ?? 0] ?? '']));
}

function countWhere(images: Iterable<string>, differs: (image: string) => boolean): number {
  return [...images].filter(differs).length;
}

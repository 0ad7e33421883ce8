import type { Evaluation } from './evaluation.ts';

/** What differs between the test sets of two evaluations. */
export interface TestSetChange {
  readonly baseImages: number;
  readonly headImages: number;
  readonly onlyInBase: number;
  readonly onlyInHead: number;
  /** In both, with another truth. */
  readonly relabelled: number;
}

/** Compares the images and truths of two evaluations. */
export function findTestSetChange(base: Evaluation, head: Evaluation): TestSetChange {
  return compareTruths(truthByImage(base), truthByImage(head));
}

/** Compares two test sets by what is the truth of each image. */
export function compareTruths(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): TestSetChange {
  return {
    baseImages: before.size,
    headImages: now.size,
    onlyInBase: countWhere(before.keys(), (image) => !now.has(image)),
    onlyInHead: countWhere(now.keys(), (image) => !before.has(image)),
    relabelled: countWhere(now.keys(), (image) => before.has(image) && before.get(image) !== now.get(image)),
  };
}

function truthByImage({ classes, rows }: Evaluation): Map<string, string> {
  return new Map(rows.image.map((image, at) => [image, classes[rows.truth[at] ?? 0] ?? '']));
}

function countWhere(images: Iterable<string>, differs: (image: string) => boolean): number {
  return [...images].filter(differs).length;
}

import type { StoredScored } from '../../metrics/stored-evaluation.ts';

/** An image on which one model errs more than the other: a detector at an overlap of .5, or one that says several labels. */
export interface ChangedImage {
  readonly image: string;
  /** Or labels. */
  readonly objects: number;
  readonly base: { readonly missed: number; readonly wrong: number };
  readonly head: { readonly missed: number; readonly wrong: number };
}

/** The images on which head errs more than base, and less; the lists are cut, the counts are not. */
export interface ChangedImages {
  readonly worse: readonly ChangedImage[];
  readonly better: readonly ChangedImage[];
  readonly worseCount: number;
  readonly betterCount: number;
}

/** Finds them among the images that both sides have, the greatest change first. Of segmentation there are none: all images change. */
export function findChangedImages(base: StoredScored, head: StoredScored, limit: number): ChangedImages {
  const all = pairImages(countErrors(base), countErrors(head));
  const worse = all.filter((one) => changeOf(one) > 0).toSorted((a, b) => changeOf(b) - changeOf(a));
  const better = all.filter((one) => changeOf(one) < 0).toSorted((a, b) => changeOf(a) - changeOf(b));
  return { worse: worse.slice(0, limit), better: better.slice(0, limit), worseCount: worse.length, betterCount: better.length };
}

type Counted = Pick<ChangedImage, 'objects'> & ChangedImage['head'];

function countErrors(side: StoredScored): ReadonlyMap<string, Counted> {
  switch (side.task) {
    case 'detection':
    case 'instance-segmentation': {
      const { image, objects, missed, wrong } = side.rows;
      return new Map(image.map((name, at) => [name, { objects: objects[at] ?? 0, missed: missed[at] ?? 0, wrong: wrong[at] ?? 0 }]));
    }
    case 'multi-label-classification': {
      const { image, truth, predicted } = side.rows;
      return new Map(image.map((name, at) => [name, countLabels(truth[at] ?? [], predicted[at] ?? [])]));
    }
    case 'semantic-segmentation':
      return new Map();
  }
}

function countLabels(truth: readonly number[], predicted: readonly number[]): Counted {
  const right = predicted.filter((of) => truth.includes(of)).length;
  return { objects: truth.length, missed: truth.length - right, wrong: predicted.length - right };
}

function pairImages(before: ReadonlyMap<string, Counted>, now: ReadonlyMap<string, Counted>): ChangedImage[] {
  return [...now].flatMap(([image, { objects, ...head }]) => {
    const base = before.get(image);
    return base === undefined ? [] : [{ image, objects, base: { missed: base.missed, wrong: base.wrong }, head }];
  });
}

function changeOf({ base, head }: ChangedImage): number {
  return head.missed + head.wrong - base.missed - base.wrong;
}

import type { ObjectEvaluation } from '../../metrics/objects/object-evaluation.ts';
import type { StoredScored } from '../../metrics/stored-evaluation.ts';

/** A kind of error on both sides: how often it is made, and what it costs of AP50. */
export interface ErrorRow {
  readonly error: ObjectEvaluation['errors']['kinds'][number]['error'];
  readonly base: { readonly count: number; readonly cost: number | null };
  readonly head: { readonly count: number; readonly cost: number | null };
}

const none = { count: 0, cost: null };

/** The errors of two detectors by kind; empty for models of other tasks. */
export function errorRows(base: StoredScored, head: StoredScored): ErrorRow[] {
  return 'errors' in head
    ? head.errors.kinds.map(({ error }) => ({ error, base: findError(base, error), head: findError(head, error) }))
    : [];
}

function findError(side: StoredScored, error: ErrorRow['error']): ErrorRow['head'] {
  const found = 'errors' in side ? side.errors.kinds.find((one) => one.error === error) : undefined;
  return found === undefined ? none : { count: found.count, cost: found.cost };
}

/** An image on which one detector errs more than the other, at an overlap of .5. */
export interface ChangedImage {
  readonly image: string;
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

/** Finds them among the images that both sides have, the greatest change first. */
export function findChangedImages(base: StoredScored, head: StoredScored, limit: number): ChangedImages {
  const all = 'errors' in base && 'errors' in head ? pairRows(base, head) : [];
  const worse = all.filter((one) => changeOf(one) > 0).toSorted((a, b) => changeOf(b) - changeOf(a));
  const better = all.filter((one) => changeOf(one) < 0).toSorted((a, b) => changeOf(a) - changeOf(b));
  return { worse: worse.slice(0, limit), better: better.slice(0, limit), worseCount: worse.length, betterCount: better.length };
}

function pairRows({ rows: before }: ObjectEvaluation, { rows: now }: ObjectEvaluation): ChangedImage[] {
  const places = new Map(before.image.map((image, at) => [image, at]));
  return now.image.flatMap((image, at) => {
    const place = places.get(image);
    return place === undefined ? [] : [{ image, objects: now.objects[at] ?? 0, base: errorsIn(before, place), head: errorsIn(now, at) }];
  });
}

function errorsIn({ missed, wrong }: ObjectEvaluation['rows'], at: number): ChangedImage['head'] {
  return { missed: missed[at] ?? 0, wrong: wrong[at] ?? 0 };
}

function changeOf({ base, head }: ChangedImage): number {
  return head.missed + head.wrong - base.missed - base.wrong;
}

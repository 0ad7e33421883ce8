import { type GovernedKey, governedKeys } from '../core/report/file/governed-keys.ts';
import type { Spec } from '../core/spec/spec.ts';

/** A spec by whose answers are judged as `ruling` says: what is ignored of masks, what may be skipped, from which score on a label is said. */
export function judgedBy(ruling: Spec, { data, evaluate, ...spec }: Spec): Spec {
  const { ignore: _, ...test } = data.test;
  const { threshold: __, ...rest } = evaluate;
  const { ignore } = ruling.data.test;
  const { threshold } = ruling.evaluate;
  return {
    ...spec,
    data: { ...data, badImages: ruling.data.badImages, test: { ...test, ...(ignore === undefined ? {} : { ignore }) } },
    evaluate: { ...rest, ...(threshold === undefined ? {} : { threshold }) },
  };
}

/** The keys that decide how head is judged, and that head changes: base's were used. */
export function governedChanges(base: Spec, head: Spec): GovernedKey[] {
  const [ruling, proposed] = [judgingKeys(base), judgingKeys(head)];
  return governedKeys.filter((key) => JSON.stringify(ruling.get(key)) !== JSON.stringify(proposed.get(key)));
}

/** What decides how a model is judged, by key of the spec. */
export function judgingKeys({ data, evaluate }: Spec): ReadonlyMap<GovernedKey, unknown> {
  return new Map<GovernedKey, unknown>([
    ['evaluate.primary', evaluate.primary],
    ['evaluate.gates', evaluate.gates],
    ['evaluate.slices', evaluate.slices],
    ['evaluate.seeds', evaluate.seeds],
    ['evaluate.threshold', evaluate.threshold],
    ['evaluate.fairness', evaluate.fairness],
    ['data.badImages', data.badImages],
    ['data.test.ignore', data.test.ignore],
  ]);
}

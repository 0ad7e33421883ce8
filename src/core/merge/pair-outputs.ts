import { hashKeys } from '../data/dvc-file.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { chooseSide, unionOfNames, type Versions } from './choose-side.ts';

/** An output's entry in the `.dvc` files of a merge. */
export type OutputVersions = Versions<ValueMap>;

/** Outputs of the same path; also the only one of a file that a branch renamed and left as it was otherwise. */
export function pairOutputs({ base, ours, theirs }: Versions<Value>): readonly OutputVersions[] {
  const [old, own, other] = [outputsOf(base), outputsOf(ours), outputsOf(theirs)];
  const [before, a, b] = [old, own, other].map((outputs) => (outputs.size === 1 ? [...outputs.values()][0] : undefined));
  if (before !== undefined && a !== undefined && b !== undefined && (isSameContent(before, a) || isSameContent(before, b))) {
    return [{ base: before, ours: a, theirs: b }];
  }
  return unionOfNames(own.keys(), other.keys()).map((path) => ({ base: old.get(path), ours: own.get(path), theirs: other.get(path) }));
}

function outputsOf(value: Value | undefined): ReadonlyMap<string, ValueMap> {
  return new Map((isList(value) ? value : []).flatMap((out) => (isMap(out) ? [[pathOf(out), out] as const] : [])));
}

/** The path as the file spells it. */
export function pathOf(out: ValueMap | undefined): string {
  const path = out?.get('path');
  return typeof path === 'string' ? path : '';
}

function isSameContent(a: ValueMap, b: ValueMap): boolean {
  return chooseSide({ base: undefined, ours: contentOf(a), theirs: contentOf(b) }) !== 'both';
}

/** What an entry says of the content alone. */
export function contentOf(out: ValueMap | undefined): ValueMap | undefined {
  return out === undefined ? undefined : new Map([...out].filter(([key]) => hashKeys.includes(key)));
}

import type { ObjectId } from '../data/object-key.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import type { Value, ValueMap } from '../value/value.ts';
import { findRenames, toChange } from './data-changes.ts';
import { pairData } from './pair-data.ts';
import { type DataEntry, spellEntry, type TrackedData } from './tracked-data.ts';

/** The groups of a difference, in the order in which DVC tells them. */
export const diffStates = ['added', 'deleted', 'renamed', 'modified', 'not in cache'] as const;

/** One of the groups. */
export type DiffState = (typeof diffStates)[number];

/** A path that differs; of a renamed one both. */
export interface DiffEntry {
  readonly path: string | { readonly old: string; readonly new: string };
  /** The md5; of a modified path both. Null where nothing was ever saved. */
  readonly hash: string | null | { readonly old: string | null; readonly new: string | null };
}

/** What differs between two sides, each group by path. */
export type DataDiff = Readonly<Record<DiffState, readonly DiffEntry[]>>;

/** What `dvc diff` would tell. `absent` are objects that the cache lacks, among those of the old side. */
export function diffData(old: readonly TrackedData[], now: readonly TrackedData[], absent?: ReadonlySet<string>): DataDiff {
  const found: Record<DiffState, DiffEntry[]> = { added: [], deleted: [], renamed: [], modified: [], 'not in cache': [] };
  for (const change of findRenames(changesOf(old, now, absent !== undefined && absent.size > 0))) {
    const { type } = change;
    if (isOnTheWay(change.old) || isOnTheWay(change.new)) {
      continue;
    }
    if (type === 'added') {
      found.added.push({ path: spellEntry(change.new), hash: md5Of(change.new) });
    } else if (type === 'deleted') {
      found.deleted.push({ path: spellEntry(change.old), hash: md5Of(change.old) });
    } else if (type === 'modified') {
      found.modified.push({ path: spellEntry(change.old), hash: { old: md5Of(change.old), new: md5Of(change.new) } });
    } else if (type === 'renamed') {
      found.renamed.push({ path: { old: spellEntry(change.old), new: spellEntry(change.new) }, hash: md5Of(change.old) });
    }
    if (change.old?.object !== undefined && absent?.has(change.old.object.md5) === true) {
      found['not in cache'].push({ path: spellEntry(change.old), hash: md5Of(change.old) });
    }
  }
  const sorted = (state: DiffState): readonly DiffEntry[] => found[state].toSorted((a, b) => compareCodePoints(oldPath(a), oldPath(b)));
  return {
    added: sorted('added'),
    deleted: sorted('deleted'),
    renamed: sorted('renamed'),
    modified: sorted('modified'),
    'not in cache': sorted('not in cache'),
  };
}

function* changesOf(
  old: readonly TrackedData[],
  now: readonly TrackedData[],
  withSame: boolean,
): Generator<NonNullable<ReturnType<typeof toChange>>> {
  for (const pair of pairData(old, now, { withSame, shallow: false })) {
    const change = toChange(pair, 'path');
    if (change !== undefined && (withSame || change.type !== 'unchanged')) {
      yield change;
    }
  }
}

/** Objects of the old side, once each, for a look whether the cache has them. */
export function objectsOf(data: readonly TrackedData[]): readonly ObjectId[] {
  const objects = new Map<string, ObjectId>();
  for (const { object, files } of data) {
    if (object !== undefined) {
      objects.set(object.md5, object);
    }
    for (const { md5 } of files === 'unknown' ? [] : files) {
      if (!objects.has(md5)) {
        objects.set(md5, { md5, hash: object?.hash ?? 'md5' });
      }
    }
  }
  return [...objects.values()];
}

/** Whether nothing differs at all. */
export function isEmptyDiff(diff: DataDiff): boolean {
  return diffStates.every((state) => diff[state].length === 0);
}

/** The difference as DVC's JSON has it; `{}` when nothing differs. */
export function diffValue(
  diff: DataDiff,
  { showHash, hideMissing }: { readonly showHash: boolean; readonly hideMissing: boolean },
): ValueMap {
  const states = (['added', 'deleted', 'modified', 'renamed', 'not in cache'] as const).filter(
    (state) => state !== 'not in cache' || !hideMissing,
  );
  const entry = ({ path, hash }: DiffEntry): ValueMap =>
    new Map<string, Value>([['path', toValue(path)], ...(showHash ? [['hash', toValue(hash)] as const] : [])]);
  return isEmptyDiff(diff) ? new Map() : new Map(states.map((state) => [state, diff[state].map(entry)]));
}

function toValue(value: DiffEntry['path'] | DiffEntry['hash']): Value {
  return typeof value === 'object' && value !== null ? new Map<string, Value>(Object.entries(value)) : value;
}

function isOnTheWay(entry: DataEntry | undefined): boolean {
  return entry !== undefined && entry.isFolder && entry.object === undefined;
}

function md5Of(entry: DataEntry): string | null {
  return entry.object?.md5 ?? null;
}

function oldPath({ path }: DiffEntry): string {
  return typeof path === 'string' ? path : path.old;
}

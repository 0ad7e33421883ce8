import { compareCodePoints } from '../value/code-point-order.ts';
import type { Value, ValueMap } from '../value/value.ts';
import { byPath, type DataChange, findRenames, toChange } from './data-changes.ts';
import { pairData, type PairOptions } from './pair-data.ts';
import { spellEntry, type DataEntry, type TrackedData } from './tracked-data.ts';

/** What changed between two of commit, `.dvc` files and workspace, by kind of change; kinds without any are left out. */
export type StatusSection = ReadonlyMap<string, readonly StatusPath[]>;

/** A path, or both of a renamed one. */
export type StatusPath = string | { readonly old: string; readonly new: string };

/** One comparison of `data status`. */
export interface ComparedSides {
  readonly changes: StatusSection;
  readonly unchanged: readonly string[];
  /** What the old side has, in the order of telling; without `withSame` not all of it. */
  readonly old: readonly DataEntry[];
}

/** How two sides are compared. */
export interface CompareOptions {
  /** File by file instead of output by output. */
  readonly granular: boolean;
  /** Paths from the root; none: everything. */
  readonly isWanted: (path: string) => boolean;
  /** Tell also of files that are the same on both sides; those of a large folder take much memory. */
  readonly withSame: boolean;
}

/** Compares two sides as `dvc data status` does: by what is recorded of each path. */
export function compareSides(
  old: readonly TrackedData[],
  now: readonly TrackedData[],
  { granular, isWanted, withSame }: CompareOptions,
): ComparedSides {
  const changes = new Map<string, StatusPath[]>();
  const unchanged: string[] = [];
  const seen: DataEntry[] = [];
  for (const change of inOrder(findRenames(changesOf(old, now, { withSame, shallow: !granular })))) {
    if (!isWanted(pathOf(change)) || isNothing(change)) {
      continue;
    }
    if (change.old?.object !== undefined) {
      seen.push(change.old);
    }
    if (change.type === 'unchanged') {
      unchanged.push(spellChange(change));
    } else {
      const paths = changes.get(change.type) ?? [];
      changes.set(change.type, paths);
      paths.push(change.type === 'renamed' ? { old: spellEntry(change.old), new: spellEntry(change.new) } : spellChange(change));
    }
  }
  return { changes, unchanged, old: seen };
}

function* changesOf(old: readonly TrackedData[], now: readonly TrackedData[], options: PairOptions): Generator<DataChange> {
  for (const pair of pairData(old, now, options)) {
    const change = toChange(pair, 'content');
    if (change !== undefined) {
      yield change;
    }
  }
}

/** DVC goes through folders level by level; within one its order changes from run to run, and ours is by path. */
function inOrder(changes: Iterable<DataChange>): readonly DataChange[] {
  const all = [...changes];
  const inPlace = byPath(
    all.filter((change) => !isMove(change)),
    pathOf,
  );
  const depth = (change: DataChange): number => pathOf(change).split('/').length;
  return [...inPlace.toSorted((a, b) => depth(a) - depth(b)), ...all.filter(isMove)];
}

function isMove({ type }: DataChange): boolean {
  return type === 'added' || type === 'renamed' || type === 'deleted';
}

function isNothing({ type, old, new: now }: DataChange): boolean {
  return type === 'unchanged' ? old?.object === undefined && now?.object === undefined : type === 'unknown' && now === undefined;
}

function pathOf(change: DataChange): string {
  return (change.type === 'added' || change.type === 'renamed' ? change.new : (change.old ?? change.new))?.path ?? '';
}

/** With `/` at its end where the newer side, if there is one, has a folder. */
function spellChange(change: DataChange): string {
  return (change.new ?? change.old)?.isFolder === true ? `${pathOf(change)}/` : pathOf(change);
}

/** Everything that `data status` tells. */
export interface DataStatus {
  readonly notInCache: readonly string[];
  readonly notInRemote: readonly string[];
  readonly committed: StatusSection;
  readonly uncommitted: StatusSection;
  /** Undefined unless asked for. */
  readonly untracked: readonly string[] | undefined;
  /** Undefined unless asked for. */
  readonly unchanged: readonly string[] | undefined;
  readonly git: { readonly isEmpty: boolean; readonly isDirty: boolean };
}

/** The paths in both lists, by code point. */
export function inBoth(a: readonly string[], b: readonly string[]): readonly string[] {
  const other = new Set(b);
  return a.filter((path) => other.has(path)).toSorted(compareCodePoints);
}

/** The status as DVC's JSON has it: empty parts are left out. */
export function dataStatusValue(status: DataStatus): ValueMap {
  const parts: readonly (readonly [string, Value | undefined])[] = [
    ['not_in_cache', status.notInCache],
    ['not_in_remote', status.notInRemote],
    ['committed', sectionValue(status.committed)],
    ['uncommitted', sectionValue(status.uncommitted)],
    ['untracked', status.untracked],
    ['unchanged', status.unchanged],
  ];
  return new Map(parts.flatMap(([name, value]) => (value === undefined || isEmpty(value) ? [] : [[name, value] as const])));
}

function sectionValue(section: StatusSection): ValueMap {
  return new Map([...section].map(([type, paths]) => [type, paths.map(pathValue)]));
}

function pathValue(path: StatusPath): Value {
  return typeof path === 'string' ? path : new Map(Object.entries(path));
}

function isEmpty(value: Value): boolean {
  return (value instanceof Map && value.size === 0) || (Array.isArray(value) && value.length === 0);
}

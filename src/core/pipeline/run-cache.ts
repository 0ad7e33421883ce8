import { hash } from 'node:crypto';
import { writePythonJson } from '../value/python-json.ts';
import { TypedKeyMap } from '../value/typed-key-map.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { isOutside } from '../data/root-path.ts';
import { type LockedStage, lockedStageValue } from './lock-file.ts';
import type { Stage } from './stage.ts';

/** Where the run cache keeps a run: the key says what went in, the value also what came out. */
export interface RunCacheAddress {
  readonly key: string;
  readonly value: string;
}

/** Where the run cache lies in a cache and at a remote: DVC's entries, and our records where DVC doesn't look. */
export const runCacheFolders = ['runs/', 'sightline/runs/'] as const;

const entryKey = /^runs\/(?<start>[0-9a-f]{2})\/\k<start>[0-9a-f]{62}\/[0-9a-f]{64}$/;
const recordKey = /^sightline\/(?<entry>.*)\.json$/;

/** Whether a file of a cache or remote is an entry of the run cache. */
export function isRunEntryKey(key: string): boolean {
  return entryKey.test(key);
}

/** Whether it is an entry or a record. */
export function isRunCacheKey(key: string): boolean {
  return entryKey.test(entryOfRecord(key));
}

/** The key of the entry that a record is about. */
export function entryOfRecord(key: string): string {
  return recordKey.exec(key)?.groups?.['entry'] ?? key;
}

/** The key of an entry at a remote. */
export function runEntryKey({ key, value }: RunCacheAddress): string {
  return `${runsOfKey(key)}${value}`;
}

/** What the keys of all entries of a run's key start with. */
export function runsOfKey(key: string): string {
  return `runs/${key.slice(0, 2)}/${key}/`;
}

/** The key of the record that is kept beside an entry. */
export function recordOfEntry(key: string): string {
  return `sightline/${key}.json`;
}

/** The key that DVC gives a run of the stage with these dependencies and parameters. */
export function runCacheKey(stage: LockedStage): string {
  const value = new Map(lockedStageValue(stage));
  const outs = value.get('outs');
  value.set('outs', isList(outs) ? outs.map((out) => (isMap(out) ? (out.get('path') ?? null) : out)) : []);
  return digest(value);
}

/** Both names of a finished run. */
export function runCacheAddress(stage: LockedStage): RunCacheAddress {
  return { key: runCacheKey(stage), value: digest(lockedStageValue(stage)) };
}

const leftOut: ReadonlySet<string> = new Set(['size', 'nfiles']);

function digest(value: ValueMap): string {
  return hash('sha256', writePythonJson(withoutCounts(value), { sortKeys: true }), 'hex');
}

/** DVC drops the two keys at every depth, so also a parameter that is named `size`. */
function withoutCounts(value: Value): Value {
  if (isMap(value)) {
    const kept = new TypedKeyMap();
    for (const [key, item] of value) {
      if (!leftOut.has(key)) {
        kept.set(key, withoutCounts(item));
      }
    }
    for (const [key, typed] of value instanceof TypedKeyMap ? value.typedKeys : []) {
      kept.typedKeys.set(key, typed);
    }
    return kept;
  }
  return isList(value) ? value.map(withoutCounts) : value;
}

/** An entry or record that is larger is taken for none: they name what a stage read and wrote. */
export const maxRunEntryBytes = 64 << 20;

/** Whether DVC would look for a run of this stage at all. */
export function isRunCacheable(stage: Stage): boolean {
  const hasInputs = stage.deps.length + stage.params.length > 0;
  const plainOuts = stage.outs.every((out) => !out.persist && !isOutside(out.path));
  const plainDeps = stage.deps.every((dep) => !dep.definition.includes('://'));
  return !stage.alwaysChanged && hasInputs && stage.outs.length > 0 && plainOuts && plainDeps && stage.cmd.length > 0;
}

/** Whether a finished run is kept: DVC leaves out stages with an output, other than metrics and plots, that git keeps. */
export function isRunSaved(stage: Stage): boolean {
  return isRunCacheable(stage) && stage.outs.every((out) => out.cache || out.kind !== 'out');
}

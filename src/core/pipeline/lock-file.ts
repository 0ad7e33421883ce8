import { readHashInfo, writeHashFields } from '../data/hash-fields.ts';
import type { HashInfo } from '../data/hash-info.ts';
import { SightlineError } from '../errors.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';

/** A dependency or output as dvc.lock records it. */
export interface LockedEntry {
  /** As dvc.yaml spells it. */
  readonly path: string;
  /** Undefined for an entry that names no md5, as one of another file system. */
  readonly info: HashInfo | undefined;
}

/** What a stage was last run with, and what came of it. */
export interface LockedStage {
  readonly cmd: string | readonly string[];
  readonly deps: readonly LockedEntry[];
  /** Values by file as spelled, then by name. */
  readonly params: ReadonlyMap<string, ValueMap>;
  readonly outs: readonly LockedEntry[];
}

/** A dvc.lock. */
export interface LockFile {
  /** From the root. */
  readonly path: string;
  readonly stages: ReadonlyMap<string, LockedStage>;
  /** As read, so that stages we don't touch are written back as they were. */
  readonly source: ValueMap;
}

const schemaVersion = '2.0';
const defaultParameters = 'params.yaml';

/** Reads what `readYaml` answered for a dvc.lock; undefined stands for no file. Throws `invalid-lock-file`. */
export function parseLockFile(value: Value | undefined, path: string): LockFile {
  const fail = (what: string): never => {
    throw new SightlineError('invalid-lock-file', what, { place: { file: path } });
  };
  if (value === undefined) {
    return { path, stages: new Map(), source: new Map() };
  }
  if (!isMap(value)) {
    return fail('a dvc.lock must be a mapping with the keys schema and stages');
  }
  if (value.get('schema') !== schemaVersion) {
    return fail(`the schema must be '${schemaVersion}'`);
  }
  const stages = value.get('stages') ?? new Map<string, Value>();
  if (!isMap(stages)) {
    return fail('stages must be a mapping');
  }
  return { path, source: value, stages: new Map([...stages].map(([name, stage]) => [name, parseLockedStage(stage, name, fail)])) };
}

/** Reads one stage of a dvc.lock or an entry of the run cache. `fail` throws. */
export function parseLockedStage(value: Value, name: string, fail: (what: string) => never): LockedStage {
  if (!isMap(value)) {
    return fail(`stage '${name}' must be a mapping`);
  }
  const params = value.get('params') ?? new Map<string, Value>();
  if (!isMap(params) || ![...params.values()].every(isMap)) {
    return fail(`params of stage '${name}' must be mappings by file`);
  }
  return {
    cmd: parseCommand(value.get('cmd')) ?? fail(`stage '${name}' needs a cmd`),
    deps: parseEntries(value.get('deps'), name, fail),
    params: params as ReadonlyMap<string, ValueMap>,
    outs: parseEntries(value.get('outs'), name, fail),
  };
}

function parseCommand(value: Value | undefined): string | readonly string[] | undefined {
  if (typeof value === 'string') {
    return value;
  }
  return isList(value) && value.every((line) => typeof line === 'string') ? value : undefined;
}

function parseEntries(value: Value | undefined, name: string, fail: (what: string) => never): LockedEntry[] {
  const entries = value ?? [];
  if (!isList(entries)) {
    return fail(`deps and outs of stage '${name}' must be lists`);
  }
  return entries.map((entry) => {
    const path = isMap(entry) ? entry.get('path') : undefined;
    return isMap(entry) && typeof path === 'string'
      ? { path, info: readHashInfo(entry, fail) }
      : fail(`an entry of stage '${name}' has no path`);
  });
}

/** The lock with one stage recorded: in its place if it was there, else before `next` or last. Nothing else changes. */
export function recordStage(lock: LockFile, name: string, stage: LockedStage, next?: string): LockFile {
  const source = new Map(lock.source);
  if (!source.has('schema')) {
    source.set('schema', schemaVersion);
  }
  const stages = source.get('stages');
  source.set('stages', insert(isMap(stages) ? stages : new Map<string, Value>(), name, lockedStageValue(stage), next));
  return { path: lock.path, source, stages: insert(lock.stages, name, stage, next) };
}

function insert<Item>(stages: ReadonlyMap<string, Item>, name: string, item: Item, next: string | undefined): ReadonlyMap<string, Item> {
  if (stages.has(name) || next === undefined || !stages.has(next)) {
    return new Map(stages).set(name, item);
  }
  return new Map([...stages].flatMap((entry): [string, Item][] => (entry[0] === next ? [[name, item], entry] : [entry])));
}

/** A stage in the order in which DVC writes it: entries by path, params.yaml before other files, names sorted. */
export function lockedStageValue(stage: LockedStage): ValueMap {
  const value = new Map<string, Value>([['cmd', stage.cmd]]);
  if (stage.deps.length > 0) {
    value.set('deps', entryValues(stage.deps));
  }
  if (stage.params.size > 0) {
    value.set('params', sortParameters(stage.params));
  }
  if (stage.outs.length > 0) {
    value.set('outs', entryValues(stage.outs));
  }
  return value;
}

function entryValues(entries: readonly LockedEntry[]): readonly ValueMap[] {
  return entries.toSorted((a, b) => compareCodePoints(a.path, b.path)).map((entry) => writeHashFields(entry.info, 'lock', entry.path));
}

function sortParameters(params: LockedStage['params']): ValueMap {
  const files = [...params].toSorted(
    ([a], [b]) => Number(b === defaultParameters) - Number(a === defaultParameters) || compareCodePoints(a, b),
  );
  return new Map(files.map(([file, values]) => [file, new Map([...values].toSorted(([a], [b]) => compareCodePoints(a, b)))]));
}

/** The outputs, by path, of which a lock and a run don't say the same content; empty where the run made all that the lock names. */
export function differingOutputs(locked: LockedStage, run: LockedStage): readonly string[] {
  const hashes = ({ outs }: LockedStage): ReadonlyMap<string, string | undefined> =>
    new Map(outs.map(({ path, info }) => [path, info?.md5]));
  const [claimed, made] = [hashes(locked), hashes(run)];
  const paths = new Set([...claimed.keys(), ...made.keys()]);
  return [...paths].filter((path) => made.get(path) === undefined || made.get(path) !== claimed.get(path));
}

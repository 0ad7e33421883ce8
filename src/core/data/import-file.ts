import { hash } from 'node:crypto';
import { writePythonJson } from '../value/python-json.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { type DvcFile, replaceFields, replaceHash } from './dvc-file.ts';
import { writeHashFields } from './hash-fields.ts';
import type { HashInfo } from './hash-info.ts';
import { dependencyFields, type SourceState } from './import-source.ts';
import { asksForVersions } from './source-config.ts';

/** What an import's `.dvc` file says. */
export interface ImportRecord {
  /** As the `.dvc` file spells where the data comes from. */
  readonly from: string;
  /** The output's name, from the file's folder. */
  readonly out: string;
  /** Undefined when the source was never looked at. */
  readonly state: SourceState | undefined;
  /** Undefined when the data wasn't downloaded. */
  readonly hash: HashInfo | undefined;
  /** `fs_config`: how the place is asked. */
  readonly settings: ValueMap;
}

/** A new `.dvc` file for an import, as `dvc import-url` would write it. */
export function createImportFile({ from, out, state, hash: info, settings }: ImportRecord): ValueMap {
  const isVersioned = state?.isVersioned === true || (state !== undefined && asksForVersions({ settings }));
  const output = new Map([...writeHashFields(info, 'dvc-file', out), ...(isVersioned ? [['push', false] as [string, Value]] : [])]);
  const file = new Map<string, Value>([
    ['frozen', true],
    ['deps', [dependencyFields(state, from, settings)]],
    ['outs', [output]],
  ]);
  return state === undefined ? file : new Map<string, Value>([['md5', importHash(file)], ...file]);
}

/** An import's `.dvc` file with what the source holds now; all other keys stay where they are. */
export function updateImportFile(file: DvcFile, state: SourceState, info: HashInfo | undefined): ValueMap {
  const [dep] = file.deps;
  const [out] = file.outs;
  const { source } = file;
  const outs = source.get('outs');
  const rest = isList(outs) ? outs.slice(1) : [];
  const first = isList(outs) ? outs[0] : undefined;
  const updated = new Map<string, Value>(source);
  if (dep !== undefined && out !== undefined && isMap(first)) {
    updated.set('deps', [replaceFields(dep.source, dependencyFields(state, dep.definition, dep.config.settings))]);
    updated.set('outs', [replaceHash(first, info, out.definition), ...rest]);
  }
  return updated.set('md5', importHash(updated));
}

const leftOut: ReadonlySet<string> = new Set('desc type labels meta locked frozen metric persist isexec size nfiles'.split(' '));

/** DVC's hash of the file's own text, by which it sees that somebody edited it. */
export function importHash(file: ValueMap): string {
  const hashed = new Map([...file].filter(([key, value]) => key !== 'md5' && !(key === 'wdir' && value === '.')));
  return hash('md5', writePythonJson(without(hashed), { sortKeys: true }), 'hex');
}

function without(value: Value): Value {
  if (isList(value)) {
    return value.map(without);
  }
  return isMap(value) ? new Map([...value].filter(([key]) => !leftOut.has(key)).map(([key, item]) => [key, without(item)])) : value;
}

/** A value with its keys in the order in which another one has them, new ones last, as DVC writes over a file. */
export function inOrderOf(before: Value | undefined, value: Value): Value {
  if (isList(value)) {
    const items = isList(before) && before.length === value.length ? before : [];
    return value.map((item, at) => inOrderOf(items[at], item));
  }
  if (!isMap(value) || !isMap(before)) {
    return value;
  }
  const keys = new Set([...[...before.keys()].filter((key) => value.has(key)), ...value.keys()]);
  return new Map([...keys].map((key) => [key, inOrderOf(before.get(key), value.get(key) ?? null)]));
}

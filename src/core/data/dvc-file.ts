import { type Place, SightlineError } from '../errors.ts';
import type { StagePath } from '../pipeline/stage.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import type { HashInfo } from './hash-info.ts';
import { readHashInfo, writeHashFields } from './hash-fields.ts';
import { describeUrl, forbiddenOutputHint, isUrl, whyForbidden } from './output-path.ts';
import { joinFromRoot, parentOf } from './root-path.ts';
import type { SourceConfig } from './source-config.ts';

/** What a `.dvc` file tracks: usually the one file or folder of the same name. */
export interface DvcFile {
  /** From the root, ends with `.dvc`. */
  readonly path: string;
  /** The folder that paths in the file start from, from the root. */
  readonly wdir: string;
  /** Set for imports: the data isn't fetched anew unless asked. */
  readonly frozen: boolean;
  /** Set when `deps` names where the data was imported from. */
  readonly isImport: boolean;
  /** Set when that is another repository, whose own remotes keep the data. */
  readonly isRepositoryImport: boolean;
  readonly deps: readonly DvcFileDependency[];
  readonly outs: readonly DvcFileOutput[];
  /** The file as read, so that what we don't know about is written back. */
  readonly source: ValueMap;
}

/** An entry under `deps` of a `.dvc` file: where its data was imported from. */
export interface DvcFileDependency {
  /** A url, or a path from `wdir`. */
  readonly definition: string;
  /** `fs_config`: how the place is asked. */
  readonly config: SourceConfig;
  readonly source: ValueMap;
}

/** An entry under `outs` of a `.dvc` file. */
export interface DvcFileOutput extends StagePath {
  /** Undefined when the data was never saved (`import --no-download`). */
  readonly hash: HashInfo | undefined;
  readonly cache: boolean;
  readonly persist: boolean;
  readonly push: boolean;
  readonly remote?: string;
}

type PlaceOf = (at: readonly (string | number)[]) => Place;

const fileKeys: ReadonlySet<string> = new Set(['md5', 'wdir', 'deps', 'outs', 'locked', 'frozen', 'meta', 'always_changed', 'desc']);

/** Reads what `readYaml` answered for a `.dvc` file; `placeOf` tells where things stand. Throws `invalid-dvc-file`, and `forbidden-path` for an output where none may lie. */
export function parseDvcFile(value: Value, path: string, placeOf: PlaceOf = () => ({ file: path })): DvcFile {
  const fail = (what: string): never => {
    throw new SightlineError('invalid-dvc-file', what, { place: { file: path } });
  };
  if (!isMap(value)) {
    return fail('a .dvc file must be a mapping with the key outs');
  }
  const unknown = [...value.keys()].find((key) => !fileKeys.has(key));
  if (unknown !== undefined) {
    return fail(`unknown key '${unknown}'`);
  }
  const wdirText = value.get('wdir') ?? '.';
  const wdir = joinFromRoot(parentOf(path), typeof wdirText === 'string' ? wdirText : fail('wdir must be a string'));
  const deps = value.get('deps');
  const outs = value.get('outs') ?? [];
  if (!isList(outs)) {
    return fail('outs must be a list');
  }
  return {
    path,
    wdir,
    frozen: value.get('frozen') === true || value.get('locked') === true,
    isImport: isList(deps),
    isRepositoryImport: isList(deps) && deps.some((dep) => isMap(dep) && dep.has('repo')),
    deps: parseDependencies(deps ?? [], placeOf, fail),
    outs: outs.map((out, at) =>
      checkOutput(isMap(out) ? parseOutput(out, wdir, fail) : fail('every entry of outs must be a mapping'), placeOf(['outs', at, 'path'])),
    ),
    source: value,
  };
}

function parseDependencies(deps: Value, placeOf: PlaceOf, fail: (what: string) => never): readonly DvcFileDependency[] {
  if (!isList(deps)) {
    return fail('deps must be a list');
  }
  return deps.map((dep, at) => {
    const definition = isMap(dep) ? dep.get('path') : undefined;
    if (!isMap(dep) || (typeof definition !== 'string' && !isMap(dep.get('repo')) && !isMap(dep.get('db')))) {
      return fail('every entry of deps needs a path');
    }
    const settings = dep.has('fs_config') ? dep.get('fs_config') : new Map<string, Value>();
    const namedAt = placeOf(['deps', at, 'fs_config']);
    if (settings === undefined || !isMap(settings)) {
      throw new SightlineError('invalid-dvc-file', 'fs_config must be a mapping of options to values', { place: namedAt });
    }
    return { definition: typeof definition === 'string' ? definition : '', config: { settings, namedAt }, source: dep };
  });
}

function parseOutput(out: ValueMap, wdir: string, fail: (what: string) => never): DvcFileOutput {
  const definition = out.get('path');
  if (typeof definition !== 'string' || definition === '') {
    return fail('every entry of outs needs a path');
  }
  const remote = out.get('remote');
  return {
    path: joinFromRoot(wdir, definition),
    definition,
    hash: readHashInfo(out, fail),
    cache: out.get('cache') !== false,
    persist: out.get('persist') === true,
    push: out.get('push') !== false,
    ...(typeof remote === 'string' ? { remote } : {}),
  };
}

function checkOutput(out: DvcFileOutput, place: Place): DvcFileOutput {
  if (isUrl(out.definition)) {
    throw new SightlineError('invalid-dvc-file', describeUrl(out.definition), { place });
  }
  const why = whyForbidden(out.path, out);
  if (why !== undefined) {
    throw new SightlineError('forbidden-path', `the output '${out.definition}' ${why}`, { place, hint: forbiddenOutputHint });
  }
  return out;
}

/** A new `.dvc` file for one output, as `dvc add` would write it. */
export function createDvcFile(definition: string, hash: HashInfo): ValueMap {
  return new Map<string, Value>([['outs', [writeHashFields(hash, 'dvc-file', definition)]]]);
}

/** The file with one output's hash replaced; all other keys stay where they are. */
export function updateDvcFile(file: DvcFile, definition: string, hash: HashInfo): ValueMap {
  const outs = file.source.get('outs');
  const updated = (isList(outs) ? outs : []).map((out) =>
    isMap(out) && out.get('path') === definition ? replaceHash(out, hash, definition) : out,
  );
  return new Map([...file.source].map(([key, value]): [string, Value] => [key, key === 'outs' ? updated : value]));
}

/** The keys of an entry that say what the content is; they belong together. */
export const hashKeys: readonly string[] = ['md5', 'size', 'nfiles', 'isexec', 'hash', 'files', 'etag', 'checksum', 'version_id', 'cloud'];

/** An output's entry with another content. */
export function replaceHash(out: ValueMap, hash: HashInfo | undefined, definition: string): ValueMap {
  return replaceFields(out, writeHashFields(hash, 'dvc-file', definition));
}

/** An entry with other fields for its content. Keys that stay keep their place, new ones come last, as DVC does it. */
export function replaceFields(out: ValueMap, fields: ValueMap): ValueMap {
  const merged = new Map<string, Value>();
  for (const [key, value] of out) {
    const replaced = fields.get(key);
    if (replaced !== undefined) {
      merged.set(key, replaced);
    } else if (!hashKeys.includes(key)) {
      merged.set(key, value);
    }
  }
  for (const [key, value] of fields) {
    if (!merged.has(key)) {
      merged.set(key, value);
    }
  }
  return merged;
}

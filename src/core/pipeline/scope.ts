import { joinFromRoot } from '../data/root-path.ts';
import { SightlineError, type Place } from '../errors.ts';
import { nearestName } from '../value/nearest-name.ts';
import { isMap, type Value, type ValueMap } from '../value/value.ts';
import { findReference } from './interpolation.ts';
import type { ValuePath } from './shape.ts';
import { emptyScope, mergeScopes, toVariable, type DictVariable, type Origin, type Variable } from './variable.ts';

/** The parameter file that every dvc.yaml sees without naming it. */
export const defaultParameterFile = 'params.yaml';

/** Parameter files by path from the root; undefined for one that doesn't exist. Answers only for those that were read. */
export type ParameterFileContents = ReadonlyMap<string, ValueMap | undefined>;

/** Thrown when a parameter file is needed that wasn't read yet: read it and begin again. */
export class UnreadParameterFile extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`'${path}' was not read`);
    this.path = path;
  }
}

/** Variables, and which files they came from: a file (or each of its keys) may be loaded once. */
export interface Scope {
  readonly variables: DictVariable;
  /** By path: the keys loaded, or `all`. */
  readonly loaded: ReadonlyMap<string, 'all' | readonly string[]>;
  /** Names that foreach and matrix define, which `vars` may not. */
  readonly reserved: readonly string[];
}

/** What `vars` lists are read from. */
export interface ScopeSource {
  readonly files: ParameterFileContents;
  place(path: ValuePath): Place;
}

/** A scope without variables. */
export const noVariables: Scope = { variables: emptyScope, loaded: new Map(), reserved: [] };

/** The scope with what is in the params.yaml of a folder, if there is one. */
export function withDefaultFile(scope: Scope, source: ScopeSource, folder: string): Scope {
  const path = joinFromRoot(folder, defaultParameterFile);
  return contentOf(source, path) === undefined ? scope : withFile(scope, source, { folder, item: defaultParameterFile, at: [] });
}

/** A list of `vars`. */
export interface VariableList {
  readonly items: Value;
  /** Where the list stands in dvc.yaml. */
  readonly at: ValuePath;
  /** The folder that its files are named from. */
  readonly folder: string;
  /** The stage that it belongs to; undefined at the top of the file. */
  readonly stage: string | undefined;
}

/** The scope with the files and mappings of a `vars` list. */
export function withVariables(scope: Scope, source: ScopeSource, list: VariableList): Scope {
  const reference = findReference(list.items);
  if (reference !== undefined) {
    throw new SightlineError('invalid-template', "'${...}' can't be used in vars", {
      place: source.place([...list.at, ...reference]),
      hint: 'Write the value itself, or move it to a parameter file.',
    });
  }
  let extended = scope;
  (Array.isArray(list.items) ? (list.items as readonly Value[]) : []).forEach((item, index) => {
    const at = [...list.at, index];
    if (typeof item === 'string') {
      extended = withFile(extended, source, { folder: list.folder, item, at });
    } else if (isMap(item)) {
      const name = `${list.stage === undefined ? '' : `${list.stage}.`}vars[${index}]`;
      extended = merged(extended, toVariable(item, { source: name, isFile: false, path: [] }), source.place(at));
    }
  });
  return extended;
}

/** One file of a list: `configs/a.yaml`, or `a.yaml:key,other`. */
interface FileItem {
  readonly folder: string;
  readonly item: string;
  readonly at: ValuePath;
}

function withFile(scope: Scope, source: ScopeSource, { folder, item, at }: FileItem): Scope {
  const colon = item.indexOf(':');
  const path = joinFromRoot(folder, colon === -1 ? item : item.slice(0, colon));
  const keys =
    colon === -1
      ? []
      : item
          .slice(colon + 1)
          .split(',')
          .filter((key) => key !== '');
  const place = source.place(at);
  const before = scope.loaded.get(path);
  if (before === 'all' && keys.length === 0) {
    return scope;
  }
  const repeated =
    before === undefined
      ? undefined
      : (keys.find((key) => before === 'all' || before.includes(key)) ?? (keys.length === 0 ? path : undefined));
  if (repeated !== undefined) {
    throw new SightlineError('invalid-template', `'${item}' is loaded already, at least in part`, {
      place,
      hint: 'Name each file or key once in vars.',
    });
  }
  const content = contentOf(source, path);
  if (content === undefined) {
    throw new SightlineError('missing-file', `the file '${path}' in vars doesn't exist`, { place });
  }
  const origin: Origin = { source: path, isFile: true, path: [] };
  const selected = keys.length === 0 ? content : selectKeys(content, keys, path, place);
  const extended = merged(scope, toVariable(selected, origin), place);
  const loaded = before === undefined || before === 'all' ? (keys.length === 0 ? ('all' as const) : keys) : [...before, ...keys];
  return { ...extended, loaded: new Map(scope.loaded).set(path, loaded) };
}

function contentOf(source: ScopeSource, path: string): ValueMap | undefined {
  if (!source.files.has(path)) {
    throw new UnreadParameterFile(path);
  }
  return source.files.get(path);
}

function selectKeys(content: ValueMap, keys: readonly string[], path: string, place: Place): ValueMap {
  return new Map(
    keys.map((key): [string, Value] => {
      const value = content.get(key);
      if (value === undefined) {
        const nearest = nearestName(key, content.keys());
        throw new SightlineError('invalid-template', `'${path}' has no key '${key}'`, {
          place,
          ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` }),
        });
      }
      return [key, value];
    }),
  );
}

function merged(scope: Scope, added: Variable, place: Place): Scope {
  if (added.kind !== 'dict') {
    return scope;
  }
  const reserved = scope.reserved.find((name) => added.entries.has(name));
  if (reserved !== undefined) {
    throw new SightlineError('invalid-template', `'${reserved}' is defined by foreach or matrix here`, {
      place,
      hint: 'Give the variable another name.',
    });
  }
  const variables = mergeScopes(scope.variables, added, ({ before, after }) => {
    throw new SightlineError(
      'invalid-template',
      `'${after.origin.path.join('.')}' in ${after.origin.source ?? 'vars'} is already defined in ${before.origin.source ?? 'vars'}`,
      {
        place,
        hint: 'Variables of all files and of vars share one space of names: rename or remove one of the two.',
      },
    );
  });
  return { ...scope, variables };
}

import { describeUrl, forbiddenOutputHint, isUrl, whyForbidden } from '../data/output-path.ts';
import { isOutside, joinFromRoot, normalize, parentOf, relativeTo } from '../data/root-path.ts';
import { SightlineError, type Place } from '../errors.ts';
import { isList, isMap, type Value, type ValueMap } from '../value/value.ts';
import { plotFlagNames } from './pipeline-shape.ts';
import { describeValue, type ValuePath } from './shape.ts';
import type { Output, OutputKind, ParameterDependency, Stage, StagePath } from './stage.ts';

/** A stage of a dvc.yaml with everything filled in. */
export interface FilledStage {
  /** The key in dvc.lock. */
  readonly name: string;
  /** The dvc.yaml, from the root. */
  readonly file: string;
  readonly wdir: string | undefined;
  readonly definition: ValueMap;
  /** Where the definition stands in the file. */
  readonly at: ValuePath;
  place(path: ValuePath): Place;
  /** The absolute path of the repository's root where it is known. */
  readonly root: string | undefined;
}

/**
 * Makes a stage of its definition. Throws `invalid-pipeline` where a filled-in value is of the wrong kind or names data
 * elsewhere, and `forbidden-path` for an output where none may lie.
 */
export function buildStage(filled: FilledStage): Stage {
  const { name, file, definition } = filled;
  const folder = parentOf(file);
  const wdir = joinFromRoot(folder, filled.wdir ?? '.');
  const desc = definition.get('desc');
  const meta = definition.get('meta');
  return {
    address: file === 'dvc.yaml' ? name : `${file}:${name}`,
    name,
    file,
    wdir,
    cmd: commandOf(filled),
    deps: listOf(definition.get('deps')).map((dep, index) => stagePath(filled, wdir, localOf(filled, dep, ['deps', index]))),
    params: parametersOf(filled, wdir),
    outs: (['outs', 'metrics', 'plots'] as const).flatMap((key) => outputsOf(filled, wdir, key)),
    frozen: definition.get('frozen') === true,
    alwaysChanged: definition.get('always_changed') === true,
    ...(typeof desc === 'string' ? { desc } : {}),
    ...(meta === undefined || meta === null ? {} : { meta }),
  };
}

function commandOf(filled: FilledStage): string | readonly string[] {
  const cmd = filled.definition.get('cmd') ?? null;
  return isList(cmd) ? cmd.map((line, index) => textOf(filled, line, ['cmd', index])) : textOf(filled, cmd, ['cmd']);
}

/** A path, and as dvc.lock spells it: as written, but one within the repository that is absolute from the stage's folder. */
function stagePath({ root }: Pick<FilledStage, 'root'>, wdir: string, written: string): StagePath {
  const absolute = root !== undefined && written.startsWith('/') ? normalize(written) : undefined;
  if (absolute !== undefined && root !== undefined && absolute.startsWith(`${root}/`)) {
    const path = joinFromRoot('.', absolute.slice(root.length + 1));
    return { path, definition: relativeTo(wdir, path) };
  }
  return { path: joinFromRoot(wdir, written), definition: written };
}

/** A file of parameters is spelled without `./` and the like, unlike other paths. */
function parameterPath(filled: FilledStage, wdir: string, written: string): StagePath {
  const found = stagePath(filled, wdir, written);
  return isOutside(found.path) ? found : { path: found.path, definition: relativeTo(wdir, found.path) };
}

/** Parameters by file, in the order that the files are first named; a file named without keys is taken whole. */
function parametersOf(filled: FilledStage, wdir: string): ParameterDependency[] {
  const byFile = new Map<string, Set<string> | 'all'>();
  const whole = new Set<string>();
  const entries = listOf(filled.definition.get('params')).flatMap((entry, index) => parameterEntries(filled, entry, ['params', index]));
  entries.filter(({ names }) => names.length === 0).forEach(({ file }) => whole.add(file));
  for (const { file, names, isDefault } of entries) {
    if (whole.has(file)) {
      // A bare name adds nothing to a params.yaml that is taken whole, not even its place in the order.
      if (!isDefault) {
        byFile.set(file, 'all');
      }
      continue;
    }
    const known = byFile.get(file);
    byFile.set(file, new Set([...(known instanceof Set ? known : []), ...names]));
  }
  return [...byFile].map(([file, names]) => ({ ...parameterPath(filled, wdir, file), names: names === 'all' ? 'all' : [...names] }));
}

interface ParameterEntry {
  readonly file: string;
  readonly names: readonly string[];
  readonly isDefault: boolean;
}

function parameterEntries(filled: FilledStage, entry: Value, at: ValuePath): ParameterEntry[] {
  if (!isMap(entry)) {
    return [{ file: 'params.yaml', names: [textOf(filled, entry, at)], isDefault: true }];
  }
  return [...entry].map(([file, names]) => {
    if (names !== null && !isList(names)) {
      return fail(filled, [...at, file], `'${file}' needs a list of parameter names, not ${describeValue(names)}`);
    }
    return {
      file: localOf(filled, file, at),
      names: (names ?? []).map((name, index) => textOf(filled, name, [...at, file, index])),
      isDefault: false,
    };
  });
}

const kinds: Readonly<Record<'outs' | 'metrics' | 'plots', OutputKind>> = { outs: 'out', metrics: 'metric', plots: 'plot' };

/** Entries of the same path are one output with the flags of all. */
function outputsOf(filled: FilledStage, wdir: string, key: 'outs' | 'metrics' | 'plots'): Output[] {
  const byPath = new Map<string, { readonly at: ValuePath; readonly flags: Map<string, Value> }>();
  listOf(filled.definition.get(key)).forEach((entry, index) => {
    const pairs: readonly (readonly [string, Value])[] = isMap(entry) ? [...entry] : [[textOf(filled, entry, [key, index]), new Map()]];
    for (const [path, flags] of pairs) {
      const known = byPath.get(path) ?? { at: [key, index], flags: new Map<string, Value>() };
      (isMap(flags) ? flags : new Map<string, Value>()).forEach((value, name) => known.flags.set(name, value));
      byPath.set(localOf(filled, path, known.at), known);
    }
  });
  return [...byPath].map(([written, { at, flags }]) => {
    const output = { ...stagePath(filled, wdir, written), kind: kinds[key], ...flagsOf(flags, kinds[key]) };
    const why = whyForbidden(output.path, output);
    if (why !== undefined) {
      throw new SightlineError('forbidden-path', `the output '${written}' of stage '${filled.name}' ${why}`, {
        place: filled.place([...filled.at, ...at]),
        hint: forbiddenOutputHint,
      });
    }
    return output;
  });
}

function flagsOf(flags: ValueMap, kind: OutputKind): Omit<Output, 'path' | 'definition' | 'kind'> {
  const { remote, desc, type, labels } = Object.fromEntries(flags);
  const meta = flags.get('meta');
  const plot = new Map([...flags].filter(([name]) => plotFlagNames.has(name)));
  return {
    cache: flags.get('cache') !== false,
    persist: flags.get('persist') === true,
    push: flags.get('push') !== false,
    ...(typeof remote === 'string' ? { remote } : {}),
    ...(typeof desc === 'string' ? { desc } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(isList(labels) ? { labels: labels.filter((label) => typeof label === 'string') } : {}),
    ...(meta === undefined || meta === null ? {} : { meta }),
    ...(kind === 'plot' && plot.size > 0 ? { plot } : {}),
  };
}

function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

function textOf(filled: FilledStage, value: Value, at: ValuePath): string {
  return typeof value === 'string'
    ? value
    : fail(filled, at, `'${at.join('.')}' of stage '${filled.name}' must be text, not ${describeValue(value)}`);
}

/** A path of this machine's disk. */
function localOf(filled: FilledStage, value: Value, at: ValuePath): string {
  const path = textOf(filled, value, at);
  return isUrl(path) ? fail(filled, at, describeUrl(path)) : path;
}

function fail(filled: FilledStage, at: ValuePath, message: string): never {
  throw new SightlineError('invalid-pipeline', message, { place: filled.place([...filled.at, ...at]) });
}

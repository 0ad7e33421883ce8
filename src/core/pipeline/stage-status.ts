import type { HashInfo } from '../data/hash-info.ts';

/** How a dependency or output differs from what the lock says of it. */
export type DataState = 'deleted' | 'modified' | 'not in cache';

/** How one parameter differs from the lock. */
export type ParameterState = 'new' | 'deleted' | 'modified';

/** How a parameter file differs: as a whole, or name by name. */
export type ParameterFileState = 'deleted' | 'new' | ReadonlyMap<string, ParameterState>;

/** All that keeps a stage or a `.dvc` file from being clean. Paths are from the root. */
export interface StageStatus {
  readonly deps: ReadonlyMap<string, DataState>;
  readonly params: ReadonlyMap<string, ParameterFileState>;
  readonly outs: ReadonlyMap<string, DataState>;
  readonly alwaysChanged: boolean;
  readonly changedCommand: boolean;
  /** Of an import whose `.dvc` file isn't as DVC wrote it. */
  readonly changedChecksum?: boolean;
}

/** What decides the state of one path. */
export interface DataFacts {
  readonly locked: HashInfo | undefined;
  /** What the workspace holds. */
  readonly present: HashInfo | undefined;
  /** For outputs that the cache keeps: whether it has the locked content. */
  readonly inCache?: boolean;
}

/** DVC's order of questions; undefined when nothing changed. */
export function compareData(facts: DataFacts): DataState | undefined {
  if (facts.locked !== undefined && facts.inCache === false) {
    return 'not in cache';
  }
  if (facts.present === undefined) {
    return 'deleted';
  }
  return facts.locked?.md5 === facts.present.md5 && facts.locked.hash === facts.present.hash ? undefined : 'modified';
}

/** Whether nothing keeps the stage from being up to date. */
export function isClean(status: StageStatus): boolean {
  return status.deps.size + status.params.size + status.outs.size === 0 && !status.alwaysChanged && !status.changedCommand;
}

/** A part of DVC's status of a stage: a word, or a heading with states by path. Mappings, since objects would sort `123` first. */
export type StatusEntry = string | ReadonlyMap<string, ReadonlyMap<string, PathState>>;

/** The state of a path, or of each parameter of a file. */
type PathState = string | ReadonlyMap<string, string>;

/** The status as DVC's JSON has it; `show` spells a path from the root for the person, who stands in some folder. */
export function statusEntries(status: StageStatus, show: (path: string) => string): StatusEntry[] {
  const deps = [...status.deps, ...status.params].map(([path, state]): [string, PathState] => [show(path), state]);
  const outs = [...status.outs].map(([path, state]): [string, PathState] => [show(path), state]);
  return [
    ...(deps.length > 0 ? [new Map([['changed deps', new Map(deps)]])] : []),
    ...(outs.length > 0 ? [new Map([['changed outs', new Map(outs)]])] : []),
    ...(status.alwaysChanged ? ['always changed'] : []),
    ...(status.changedCommand ? ['changed command'] : []),
    ...(status.changedChecksum === true ? ['changed checksum'] : []),
  ];
}

const stateWidth = 20;

/** The lines that `dvc status` prints for one stage. */
export function statusLines(address: string, entries: readonly StatusEntry[]): string[] {
  const lines = [`${address}:`];
  for (const entry of entries) {
    if (typeof entry === 'string') {
      lines.push(`\t${entry}`);
      continue;
    }
    for (const [heading, paths] of entry) {
      lines.push(`\t${heading}:`);
      for (const [path, state] of paths) {
        lines.push(...pathLines(path, state));
      }
    }
  }
  return lines;
}

function pathLines(path: string, state: PathState): string[] {
  if (typeof state === 'string') {
    return [`\t\t${`${state}:`.padEnd(stateWidth)}${path}`];
  }
  return [`\t\t${path}:`, ...[...state].map(([name, change]) => `\t\t\t${`${change}:`.padEnd(stateWidth)}${name}`)];
}

/** With `--allow-missing` data that is only absent doesn't count as changed. */
export function isUnchanged(status: StageStatus, allowMissing: boolean): boolean {
  if (!allowMissing) {
    return isClean(status);
  }
  const onlyMissing =
    [...status.deps.values()].every((state) => state === 'deleted') && [...status.outs.values()].every((state) => state !== 'modified');
  return onlyMissing && status.params.size === 0 && !status.alwaysChanged && !status.changedCommand;
}

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

/** A part of DVC's status of a stage. */
export type StatusEntry =
  | string
  | { readonly [heading: string]: { readonly [path: string]: string | { readonly [name: string]: string } } };

/** The status as DVC's JSON has it; `show` spells a path from the root for the person, who stands in some folder. */
export function statusEntries(status: StageStatus, show: (path: string) => string): StatusEntry[] {
  const entries: StatusEntry[] = [];
  const deps = new Map<string, string | { [name: string]: string }>();
  for (const [path, state] of status.deps) {
    deps.set(show(path), state);
  }
  for (const [path, state] of status.params) {
    deps.set(show(path), typeof state === 'string' ? state : Object.fromEntries(state));
  }
  if (deps.size > 0) {
    entries.push({ 'changed deps': Object.fromEntries(deps) });
  }
  if (status.outs.size > 0) {
    entries.push({ 'changed outs': Object.fromEntries([...status.outs].map(([path, state]) => [show(path), state])) });
  }
  if (status.alwaysChanged) {
    entries.push('always changed');
  }
  if (status.changedCommand) {
    entries.push('changed command');
  }
  return entries;
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
    for (const [heading, paths] of Object.entries(entry)) {
      lines.push(`\t${heading}:`);
      for (const [path, state] of Object.entries(paths)) {
        lines.push(...pathLines(path, state));
      }
    }
  }
  return lines;
}

function pathLines(path: string, state: string | { readonly [name: string]: string }): string[] {
  if (typeof state === 'string') {
    return [`\t\t${`${state}:`.padEnd(stateWidth)}${path}`];
  }
  return [`\t\t${path}:`, ...Object.entries(state).map(([name, change]) => `\t\t\t${`${change}:`.padEnd(stateWidth)}${name}`)];
}

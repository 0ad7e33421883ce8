import type { Value, ValueMap } from '../value/value.ts';

/** A file or folder that a stage reads or writes. */
export interface StagePath {
  /** From the repository's root, POSIX separators; outside the repository it starts with `../` or `/`. */
  readonly path: string;
  /** As dvc.yaml spells it, from the stage's wdir: what dvc.lock and messages show. */
  readonly definition: string;
}

/** `outs`, `metrics` and `plots` of a stage differ in name only. */
export type OutputKind = 'out' | 'metric' | 'plot';

/** One output with all its flags. */
export interface Output extends StagePath {
  readonly kind: OutputKind;
  /** False: git keeps the file, DVC's cache doesn't. */
  readonly cache: boolean;
  /** True: the file isn't removed before the stage runs. */
  readonly persist: boolean;
  readonly push: boolean;
  readonly remote?: string;
  readonly desc?: string;
  readonly type?: string;
  readonly labels?: readonly string[];
  readonly meta?: Value;
  /** Of a plot: x, y, template, header and the like. */
  readonly plot?: ValueMap;
}

/** Parameters of one file that a stage reads: the dotted names, or all of the file. */
export interface ParameterDependency extends StagePath {
  readonly names: readonly string[] | 'all';
}

/** One stage of a dvc.yaml after templating: foreach and matrix are expanded, `${...}` is filled in. */
export interface Stage {
  /** `train`, `train@a-1`; in another folder's file `sub/dvc.yaml:train`. Unique in a repository. */
  readonly address: string;
  /** The key in dvc.lock: `train` or `train@a-1`. */
  readonly name: string;
  /** The dvc.yaml, from the root. */
  readonly file: string;
  /** The folder the commands run in, from the root; `.` is the root. */
  readonly wdir: string;
  /** A single command and a list of one are written differently in dvc.lock, so the form is kept. */
  readonly cmd: string | readonly string[];
  readonly deps: readonly StagePath[];
  readonly params: readonly ParameterDependency[];
  readonly outs: readonly Output[];
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  readonly desc?: string;
  readonly meta?: Value;
}

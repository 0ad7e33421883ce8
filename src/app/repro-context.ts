import type { Place } from '../core/errors.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { LockFiles } from './lock-files.ts';
import type { ParameterFiles } from './parameter-files.ts';
import type { RunKeeper, RunSearch } from './run-cache.ts';
import type { RunSharing } from './run-sharing.ts';

/** How one stage is reproduced. */
export interface StageOptions {
  readonly force: boolean;
  readonly dry: boolean;
  readonly allowMissing: boolean;
  readonly noCommit: boolean;
  readonly runCache: boolean;
  /** Fail rather than run a command. */
  readonly noRun: boolean;
  /** Put before lines of output, when several stages run at once. */
  readonly prefix?: string;
  readonly quietStdout: boolean;
  /** Tell why stages are stale. */
  readonly verbose: boolean;
  readonly signal?: AbortSignal;
  /** Asks the person; absent when nobody is asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** What stages of one run share. */
export interface ReproContext extends RunKeeper, RunSearch {
  /** Where a stage is defined, or the entry of one of its paths. */
  readonly placeOf: (stage: Stage, definition?: string) => Place;
  readonly locks: LockFiles;
  readonly parameters: ParameterFiles;
  /** Claims runs and sends them, where that is asked for. */
  readonly sharing?: RunSharing;
  /** Files to tell the person to add to git. */
  readonly changedFiles: Set<string>;
}

/** What became of a stage: nothing to do, outputs taken from the cache, or its command run. */
export type StageOutcome = 'unchanged' | 'restored' | 'ran';

import type { LockedStage } from '../core/pipeline/lock-file.ts';
import type { RunRecord } from '../core/pipeline/run-record.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Maker } from '../core/sharing/place.ts';
import type { BringContents } from './bring-contents.ts';
import type { RunCheck } from './run-check.ts';

/** Where runs may be taken from, besides those that this machine made for itself. */
export interface RunSource {
  /** Whether what a lock says of the stage counts; else only a run does. */
  believesLock(stage: Stage, locked: LockedStage | undefined): Promise<boolean>;
  /** Whether a run of that maker may stand in for one of the stage here. */
  believes(stage: Stage, maker: Maker): boolean;
  /** Brings what one place after another knows of the runs with DVC's key; comes back after each that had some. */
  lookUp(stage: Stage, runKey: string, now: RunRecord): AsyncIterable<void>;
  /** How the outputs of such a run are had; undefined where they are in the cache or nowhere. */
  bring(maker: Maker): BringContents | undefined;
}

/** The runs of this machine alone: those that pull requests left here are for pull requests. */
export function ownRuns({ proof }: Pick<RunReader, 'proof'> = {}): RunSource {
  return {
    believesLock: async (stage) => proof === undefined || proof.needsNone(stage),
    believes: (_, maker) => maker === undefined,
    async *lookUp() {},
    bring: () => undefined,
  };
}

/** For whom runs are looked for. */
export interface RunReader {
  /** For this pull request; undefined: for whoever may write to the trusted place. */
  readonly pullRequest: number | undefined;
  /** What of the trusted place is believed; everything without it. */
  readonly check?: RunCheck | undefined;
  /** Set where a lock may be a pull request's word. */
  readonly proof?: RunProof | undefined;
}

/** What the default branch believes without making it itself. */
export interface RunProof {
  /** The merged pull request whose runs of trainings are taken over. */
  readonly adopted: Maker;
  /** Whether the stage makes what is judged anew, so that it may come from anybody. */
  readonly isTraining: (stage: Stage) => boolean;
  /** Whether the lock of the stage is believed as it is; of others a run must have been made where no pull request writes. */
  readonly needsNone: (stage: Stage) => boolean;
}

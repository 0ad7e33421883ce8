import type { RunNumber } from './github/report-marker.ts';

/** A pull request as it stands now. */
export interface StandingPull {
  readonly number: number;
  readonly isOpen: boolean;
  /** The full commit id. */
  readonly head: string;
  readonly headBranch: string;
  /** Undefined when that repository is gone. */
  readonly headRepository: number | undefined;
  readonly baseBranch: string;
  readonly baseRepository: number;
  /** The default branch of that repository. */
  readonly defaultBranch: string;
}

/** Pull requests of the repository. All throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface PullRequests {
  get(number: number): Promise<StandingPull>;
  /** Those from a branch, open or closed, the newest hundred. */
  from(owner: string, branch: string): Promise<readonly StandingPull[]>;
}

/** An earlier or later run of a workflow. */
export interface PastRun extends RunNumber {
  readonly workflow: string;
  /** The full commit id. */
  readonly head: string;
  /** Undefined when that repository is gone. */
  readonly headRepository: number | undefined;
  /** When GitHub made it, as it writes times. */
  readonly createdAt: string;
  /** Whether it ended without having done anything: somebody cancelled it, or it had no job. */
  readonly isVoid: boolean;
}

/** A file that a run left; GitHub hands it out as a zip. */
export interface RunArtifact {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly isExpired: boolean;
}

/** Runs of workflows. All throw as `PullRequests` does. */
export interface WorkflowRuns {
  /** The newest hundred that pull requests from a branch of that name started, the newest first, and whether there are no others. */
  ofBranch(branch: string): Promise<{ readonly runs: readonly PastRun[]; readonly areAll: boolean }>;
  /** What a run left, up to a hundred. */
  artifacts(run: number): Promise<readonly RunArtifact[]>;
  /** The zip of one. Throws `bad-artifact` as soon as it has more than `mostBytes`. */
  download(artifact: RunArtifact, mostBytes: number): Promise<Uint8Array>;
}

/** What a zip of somebody else's may hold. */
export interface ZipBounds {
  /** The only file that is unpacked. */
  readonly wanted: string;
  /** Names of files that may be there as well; any other is refused. */
  readonly known: readonly string[];
  /** Of the wanted file, unpacked. */
  readonly mostBytes: number;
}

/**
 * Unpacks one file of a zip in memory; undefined where it isn't there. Throws `bad-artifact` for a zip that is damaged, or holds
 * anything but plain files of these names, each once; for what is encrypted, too large, or packed too tightly.
 */
export type Unzip = (zip: Uint8Array, bounds: ZipBounds) => Promise<Uint8Array | undefined>;

/** Files of the repository. Throws as `PullRequests` does. */
export interface RepositoryFiles {
  /** Of a commit, or of the tip of a branch as `refs/heads/NAME`; undefined where there is none. Throws `file-too-large`. */
  readText(path: string, ref: string): Promise<string | undefined>;
}

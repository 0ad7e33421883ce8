import type { GitBranch } from './ports.ts';

/** A file of git's that may name data: a `.dvc` file or a dvc.lock. */
export interface NamingFile {
  /** From git's top. */
  readonly path: string;
  /** Git's id of the content. */
  readonly blob: string;
  /** Where it was found first, such as a branch or a commit. */
  readonly where: string;
  /** The commit, of a file that is in one, or that a note is on. */
  readonly commit?: string;
}

/** A folder that a clone is checked out in. */
export interface Worktree {
  /** Absolute. */
  readonly folder: string;
  /** False where the folder isn't there, as on a disk that is not mounted. */
  readonly isThere: boolean;
  /** Whether the project is the one in this folder. */
  readonly isCurrent: boolean;
  /** What is named there. */
  readonly history: History;
}

/** A naming file as it is on disk. */
export interface FileOnDisk {
  /** From git's top. */
  readonly path: string;
  readonly text: string;
}

/** Branches and tags of git's remotes. */
export interface RemoteTips {
  /** Those that this clone has the commits of, whether a ref of its own names them or not. */
  readonly tips: readonly GitBranch[];
  /** Those that it lacks. */
  readonly unfetched: readonly string[];
}

/** Everything that a clone names data in. */
export interface History {
  /** Whether older commits are missing from the clone. */
  isShallow(): Promise<boolean>;
  /** Every folder of the clone, this one included. */
  worktrees(): Promise<readonly Worktree[]>;
  /**
   * What names a commit: branches, remote-tracking ones, tags, any other ref, stashes with their index and untracked
   * files, HEAD, and what a merge or rebase in progress set aside. Notes are none.
   */
  tips(): Promise<readonly GitBranch[]>;
  /** The newest `count` commits of each revision, along first parents. Throws `unknown-revision`. */
  newest(revisions: readonly string[], count: number): Promise<readonly string[]>;
  /** Commits of every ref and of HEAD, since a time in seconds when there is one. */
  commits(since?: number): Promise<readonly string[]>;
  /** The naming files of commits, each content at a path once. */
  namingFiles(commits: readonly GitBranch[]): Promise<readonly NamingFile[]>;
  /** Those of git's index, of all sides of a conflict. */
  indexedFiles(): Promise<readonly NamingFile[]>;
  /** Naming files on disk, tracked ones and untracked ones that aren't ignored. Throws `file-too-large`. */
  filesOnDisk(): Promise<readonly FileOnDisk[]>;
  /** Contents by their id, some at a time. Throws `git-failed` for one that is missing. */
  read(blobs: readonly string[]): AsyncIterable<readonly (readonly [blob: string, text: string])[]>;
  /** The notes of a ref, by the commit they are on. */
  notes(ref: string): Promise<readonly NamingFile[]>;
  /** Branches and tags of git's remotes as they are there now. Throws `git-failed`. */
  remoteTips(): Promise<RemoteTips>;
}

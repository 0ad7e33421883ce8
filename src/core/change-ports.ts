/** A tracked file that differs between a commit and the workspace. */
export interface ChangedFile {
  /** From git's top. */
  readonly path: string;
  readonly change: 'added' | 'modified' | 'deleted';
}

/** A file in git's index. */
export interface IndexedFile {
  /** From git's top. */
  readonly path: string;
  readonly isLink: boolean;
}

/** What git knows of a change of a repository. Paths are from git's top. */
export interface ChangeHistory {
  /** Git's top, an absolute path. */
  readonly top: string;
  /** Tracked files that the workspace has otherwise than the commit. */
  changedSince(commit: string): Promise<readonly ChangedFile[]>;
  /** Tracked files of these names, in whatever folder. A name may have folders in it: `.dvc/config`. */
  named(names: readonly string[]): Promise<readonly IndexedFile[]>;
  /** The texts that a commit has at paths; those that it lacks are left out. Throws `file-too-large`. */
  readAt(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

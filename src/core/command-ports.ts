/** A pull request as it stands now. */
export interface CommandedPull {
  readonly number: number;
  readonly isOpen: boolean;
  /** The full commit id. */
  readonly head: string;
  readonly headBranch: string;
  /** Whether the head is in somebody else's repository, or in one that is gone. */
  readonly isFork: boolean;
  readonly baseBranch: string;
  /** The commit that GitHub compares the head with. */
  readonly base: string;
  readonly defaultBranch: string;
}

/** A workflow's run. */
export interface CommandedRun {
  readonly id: number;
  readonly event: string;
  /** The workflow's file in the repository. */
  readonly workflow: string;
  readonly head: string;
  readonly isFork: boolean;
  /** The `run-name` of the workflow. */
  readonly title: string;
  /** When GitHub made it, as it writes times. */
  readonly createdAt: string;
  readonly isOver: boolean;
  /** Open pull requests of this repository's own branches only. */
  readonly pullRequests: readonly number[];
}

/** What a workflow is started with: texts that no shell reads. */
export type DispatchInputs = Readonly<Record<string, string>>;

/** GitHub as comment commands need it. All throw `github-denied`, `github-limited`, `github-locked`, `github-refused` or `github-failed`. */
export interface CommandDesk {
  /** Whether a person may write to the repository now. */
  mayWrite(login: string): Promise<boolean>;
  pullRequest(number: number): Promise<CommandedPull>;
  /** The newest hundred runs of an event, of one branch where it is named, the newest first. */
  runs(event: string, branch?: string): Promise<readonly CommandedRun[]>;
  /** The commit of a branch, or else of a tag; undefined when there is neither. */
  commitOf(ref: string): Promise<string | undefined>;
  /** A small file at the tip of a branch; undefined when it isn't there. Throws `file-too-large`. */
  readText(path: string, branch: string): Promise<string | undefined>;
  /** Starts a workflow of a branch. It isn't sent twice, even where its answer got lost. */
  dispatch(workflow: string, branch: string, inputs: DispatchInputs): Promise<void>;
  /** Answers false for a run that has ended meanwhile. */
  cancel(run: number): Promise<boolean>;
  react(comment: number, reaction: 'eyes' | 'rocket' | 'confused'): Promise<void>;
  /** Writes one answer to a comment, whatever breaks. */
  answer(pullRequest: number, comment: { readonly id: number; readonly createdAt: string }, text: string): Promise<void>;
}

/** A self-hosted runner that a repository can see. */
export interface RunnerFacts {
  readonly isOnline: boolean;
  readonly labels: readonly string[];
}

/** What GitHub says of a repository's settings. All throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface RepositorySettings {
  repository(): Promise<{
    readonly name: string;
    readonly isPrivate: boolean;
    readonly isOwnedByPerson: boolean;
    readonly defaultBranch: string;
  }>;
  actions(): Promise<{ readonly isEnabled: boolean; readonly allowed: string | undefined }>;
  workflowToken(): Promise<{ readonly mayWrite: boolean; readonly mayOpenPullRequests: boolean }>;
  /** GitHub's name of the rule: `all_external_contributors` is the strictest. */
  forkApproval(): Promise<string>;
  runners(): Promise<readonly RunnerFacts[]>;
  /** Names of the checks that a merge into the branch waits for. */
  requiredChecks(branch: string): Promise<readonly string[]>;
}

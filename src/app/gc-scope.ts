import { SightlineError } from '../core/errors.ts';
import type { History } from '../core/history-ports.ts';
import type { GitBranch } from '../core/ports.ts';

/** Which revisions are to keep their data, as DVC's options say it. */
export interface GcScope {
  readonly workspace: boolean;
  readonly allBranches: boolean;
  readonly allTags: boolean;
  readonly allCommits: boolean;
  readonly allExperiments: boolean;
  readonly revision?: string;
  /** The newest commits of the revision or of each branch; 1 when left out. */
  readonly count?: number;
  /** Commits since a day. */
  readonly since?: DayStart;
}

/** When a day starts on this machine. */
export interface DayStart {
  /** As the person wrote it. */
  readonly date: string;
  /** NaN for what is no day. */
  readonly seconds: number;
}

/** Where to remove from besides the cache, or what to leave in a remote alone. */
export interface GcPlaces {
  readonly cloud: boolean;
  readonly notInRemote: boolean;
}

/** Refuses what DVC refuses. Throws `invalid-option`. */
export function checkScope(scope: GcScope, { cloud, notInRemote }: GcPlaces): void {
  if (notInRemote && cloud) {
    refuse('`--not-in-remote` and `--cloud` are mutually exclusive');
  }
  const { workspace, allBranches, allTags, allCommits, allExperiments, revision, count, since } = scope;
  if (!workspace && !allBranches && !allTags && !allCommits && !allExperiments && revision === undefined && since === undefined) {
    refuse(
      'Either of `-w|--workspace`, `-a|--all-branches`, `-T|--all-tags` `--all-experiments`, `--all-commits`, `--date` or `--rev` needs to be set.',
    );
  }
  if (count !== undefined && revision === undefined && !allBranches) {
    refuse('`--num` can only be used alongside `--rev` or `--all-branches`');
  }
  if (since !== undefined && Number.isNaN(since.seconds)) {
    refuse(`--date must be a day as 2026-01-31, and '${since.date}' is none`);
  }
}

function refuse(message: string): never {
  throw new SightlineError('invalid-option', message);
}

/** What will be kept, in a sentence. */
export function describeScope(scope: GcScope, { notInRemote }: GcPlaces, projects: readonly string[]): string {
  const { revision, count = 1, since } = scope;
  const more = scope.allCommits
    ? [' and all git commits']
    : [
        ...(scope.allBranches && count > 1 ? [` and last ${count} commits from all git branches`] : []),
        ...(since === undefined ? [] : [` and all git commits since ${since.date}`]),
        ...(revision === undefined ? [] : [` and last ${count} commits from ${revision}`]),
      ];
  const remote = notInRemote ? ' that are not present in the DVC remote' : '';
  const where = projects.length === 0 ? ' of the current repo.' : [' of the current and the following repos:', ...projects].join('\n  - ');
  return `This will remove all cache except items used in the workspace, all git branches, tags, stashes and worktrees${more.join('')}${remote}${where}`;
}

/** The commits that the scope adds to those that refs and worktrees are at. Throws `invalid-option` in a shallow clone. */
export async function commitsInScope(history: History, scope: GcScope): Promise<readonly GitBranch[]> {
  const { allBranches, allCommits, revision, count = 1, since } = scope;
  const isLong = allCommits || since !== undefined || count > 1;
  if (isLong && (await history.isShallow())) {
    throw new SightlineError('invalid-option', 'this clone is shallow: it lacks the commits that are to keep their data', {
      hint: "Run 'git fetch --unshallow' first.",
    });
  }
  const commits = allCommits
    ? await history.commits()
    : [
        ...(revision === undefined ? [] : await history.newest([revision], count)),
        ...(allBranches && count > 1 ? await history.newest(await branchTips(history), count) : []),
        ...(since === undefined ? [] : await history.commits(since.seconds)),
      ];
  return commits.map((commit) => ({ name: commit, commit }));
}

async function branchTips(history: History): Promise<readonly string[]> {
  return (await history.tips()).map(({ commit }) => commit);
}

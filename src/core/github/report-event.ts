import { z } from 'zod';
import { commitId } from './commit-id.ts';
import type { RunNumber } from './report-marker.ts';
import { dispatchedTitle, dispatchWorkflow, trainWorkflow, workflowPath } from './workflow-files.ts';

/** A run of a workflow that trained, as GitHub itself describes it: the artifact of the run may claim anything. */
export interface FollowedRun extends RunNumber {
  /** The full commit id that was trained. */
  readonly head: string;
  /** Where GitHub shows it. */
  readonly url: string;
  /** The workflow's file; undefined for the run that this step is in. */
  readonly workflow: string | undefined;
  /** How it ended, by GitHub's word; for the run that this step is in, how its job went so far. */
  readonly conclusion: string;
  readonly title: string;
}

/** Whose run it was: of a branch in some repository, of a pull request by number, or of a merge queue. */
export type ReportSubject =
  | { readonly by: 'branch'; readonly owner: string; readonly branch: string; readonly repository: number }
  | { readonly by: 'number'; readonly number: number }
  | { readonly by: 'queue'; readonly base: string; readonly defaultBranch: string };

/** What a report is to be made for, or why none is made. */
export type ReportEvent =
  | { readonly kind: 'report'; readonly run: FollowedRun; readonly subject: ReportSubject; readonly isFork: boolean }
  | { readonly kind: 'ignored'; readonly why: string };

const branchName = z.string().min(1).max(1024);
const commit = z.string().regex(commitId);
const repository = z.object({ id: z.int(), owner: z.object({ login: z.string().min(1).max(100) }) });

const followedSchema = z.object({
  action: z.literal('completed'),
  repository: repository.extend({ default_branch: branchName }),
  workflow_run: z.object({
    id: z.int().nonnegative(),
    run_attempt: z.int().positive().default(1),
    path: z.string().max(1024),
    event: z.string().max(100),
    conclusion: z.string().max(100).nullable(),
    display_title: z.string().max(4096),
    html_url: z.url({ protocol: /^https?$/ }).max(2048),
    head_sha: commit,
    head_branch: branchName.nullable(),
    head_repository: repository.nullable(),
  }),
});

const side = z.object({ ref: branchName, sha: commit, repo: z.object({ id: z.int() }).nullable() });
const pullSchema = z.object({ pull_request: z.object({ number: z.int().positive(), head: side, base: side }) });
const queueSchema = z.object({
  repository: z.object({ default_branch: branchName }),
  merge_group: z.object({
    head_sha: commit,
    base_ref: z
      .string()
      .regex(/^refs\/heads\/./)
      .max(1024),
  }),
});

/** A branch of a merge queue; nobody but GitHub starts `merge_group`. */
const queueBranch = /^gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]{40,64}$/;

/**
 * What the run that a `workflow_run` tells of was about. Only the two workflows that train count, by file, event and, for the one that
 * is dispatched, branch: others may leave artifacts of any name. A fork has the same file with any content, and stays a fork.
 */
export function readFollowedRun(payload: unknown): ReportEvent {
  const read = followedSchema.safeParse(payload);
  if (!read.success) {
    return ignored('the event is no run of a workflow that has ended');
  }
  const { workflow_run: ended, repository: here } = read.data;
  const { head_sha: head, head_branch: branch, head_repository: from, event } = ended;
  const [workflow = ''] = ended.path.split('@');
  const run: FollowedRun = {
    run: ended.id,
    attempt: ended.run_attempt,
    head,
    url: ended.html_url,
    workflow,
    conclusion: ended.conclusion ?? 'unknown',
    title: ended.display_title,
  };
  const isFork = from?.id !== here.id;
  if (workflow === workflowPath(trainWorkflow) && event === 'pull_request') {
    return from === null || branch === null
      ? ignored('the repository that the run was for is gone')
      : report(run, { by: 'branch', owner: from.owner.login, branch, repository: from.id }, isFork);
  }
  const base = queueBranch.exec(branch ?? '')?.[1];
  if (workflow === workflowPath(trainWorkflow) && event === 'merge_group' && !isFork && base !== undefined) {
    return report(run, { by: 'queue', base, defaultBranch: here.default_branch }, false);
  }
  const isOurDispatch = workflow === workflowPath(dispatchWorkflow) && event === 'workflow_dispatch';
  if (isOurDispatch && !isFork && branch === here.default_branch) {
    return readTitle(run);
  }
  return ignored(`runs of ${workflow} by ${event} are not reported`);
}

/** What the run that this step is in is about. */
export function readOwnRun(name: string, payload: unknown, own: Pick<FollowedRun, 'run' | 'attempt' | 'url' | 'conclusion'>): ReportEvent {
  const run = { ...own, workflow: undefined, title: '' };
  const pull = name === 'pull_request' ? pullSchema.safeParse(payload).data?.pull_request : undefined;
  if (pull !== undefined) {
    return report({ ...run, head: pull.head.sha }, { by: 'number', number: pull.number }, pull.head.repo?.id !== pull.base.repo?.id);
  }
  const queue = name === 'merge_group' ? queueSchema.safeParse(payload).data : undefined;
  if (queue === undefined) {
    return ignored(`a report is made on pull_request and merge_group, and this is ${name}`);
  }
  const { merge_group: group, repository: here } = queue;
  const base = group.base_ref.slice('refs/heads/'.length);
  return report({ ...run, head: group.head_sha }, { by: 'queue', base, defaultBranch: here.default_branch }, false);
}

/** Only who may write starts a dispatch, so its title may be believed. Whether the head is a fork's, its pull request tells. */
function readTitle(run: FollowedRun): ReportEvent {
  const [, number = '', head = ''] = /^sightline #(\d{1,15}) ([0-9a-f]+)$/.exec(run.title) ?? [];
  if (!commitId.test(head) || run.title !== `${dispatchedTitle(Number(number))}${head}`) {
    return ignored('the dispatched run names no pull request and commit');
  }
  return report({ ...run, head }, { by: 'number', number: Number(number) }, false);
}

function report(run: FollowedRun, subject: ReportSubject, isFork: boolean): ReportEvent {
  return { kind: 'report', run, subject, isFork };
}

function ignored(why: string): ReportEvent {
  return { kind: 'ignored', why };
}

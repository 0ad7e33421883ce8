import type { FollowedRun, ReportEvent, ReportSubject } from '../../core/github/report-event.ts';
import { isNewerRun } from '../../core/github/report-marker.ts';
import { dispatchWorkflow, trainWorkflow, workflowPath } from '../../core/github/workflow-files.ts';
import type { PastRun, PullRequests, StandingPull, WorkflowRuns } from '../../core/report-ports.ts';

/** What a run was about, and what is known of the runs before it. */
export interface Target {
  readonly run: FollowedRun;
  /** Undefined for a merge queue, which has nowhere to comment. */
  readonly pull: StandingPull | undefined;
  readonly baseBranch: string;
  /** What sets its check apart from the one that the default branch's protection asks for. */
  readonly aside: CheckAside;
  /** Whether the head is this repository's own. */
  readonly isVerified: boolean;
  /** When the first of the runs before it began that GitHub lists; undefined where it lists none. */
  readonly since: string | undefined;
  /** Whether no run was before it, so that there can be no report yet. */
  readonly isFirst: boolean;
  /** What the run before it judged. */
  readonly lastHead: string | undefined;
  /** What the reader should know of the pull request, as plain sentences. */
  readonly notes: readonly string[];
}

/** A check that stands for less than that the pull request may be merged into the default branch. */
export interface CheckAside {
  /** The branches whose rules counted, where that is another than the default branch, or can't be told. */
  readonly into: readonly string[];
  /**
   * On request: of parameters, or against a base, that somebody named in a comment, so that the commit itself was not judged. By a
   * fork: a run that nobody here asked for, whose workflow is the fork's.
   */
  readonly made: 'on request' | 'by a fork' | undefined;
}

/** A target, or why there is nothing to report on. */
export type FoundTarget = { readonly kind: 'target'; readonly target: Target } | { readonly kind: 'none'; readonly why: string };

/** What it asks of GitHub. */
export interface TargetPorts {
  readonly pulls: PullRequests;
  readonly runs: Pick<WorkflowRuns, 'ofBranch'>;
}

/** Finds the pull request of a run and its other runs by what GitHub says now, in two requests. */
export async function findTarget(ports: TargetPorts, event: Extract<ReportEvent, { kind: 'report' }>): Promise<FoundTarget> {
  const { run, subject, isFork } = event;
  if (subject.by === 'queue') {
    const nothing = { pull: undefined, since: undefined, isFirst: true, lastHead: undefined, notes: [] };
    const aside = { into: subject.base === subject.defaultBranch ? [] : [subject.base], made: undefined };
    return { kind: 'target', target: { run, baseBranch: subject.base, isVerified: true, aside, ...nothing } };
  }
  const candidates = await findCandidates(ports.pulls, subject, run);
  const [pull, ...others] = candidates;
  if (pull === undefined) {
    return { kind: 'none', why: `no pull request has ${run.head} as its head` };
  }
  const { runs, areAll } = await ports.runs.ofBranch(pull.headBranch);
  const past = runs.filter((one) => one.headRepository === pull.headRepository && isTraining(one, run));
  const isReplaced = past.some((one) => one.workflow === run.workflow && one.head === run.head && !one.isVoid && isNewerRun(one, run));
  if (isReplaced && others.length === 0) {
    return { kind: 'none', why: `a newer run trains ${run.head} and reports` };
  }
  const before = past.filter((one) => isNewerRun(run, one) || (one.run === run.run && run.attempt > 1));
  const isOwn = !isFork && pull.headRepository === pull.baseRepository;
  const target = {
    run,
    pull,
    baseBranch: pull.baseBranch,
    aside: { into: otherBases(candidates), made: madeBy(run, isOwn) },
    isVerified: isOwn && (subject.by === 'branch' || pull.head === run.head),
    since: before.map((one) => one.createdAt).toSorted()[0],
    isFirst: before.length === 0 && areAll,
    lastHead: before[0]?.head,
    notes: describeState(pull, others, run),
  };
  return { kind: 'target', target };
}

/** Those whose head it is come first, open ones before closed ones. */
async function findCandidates(
  pulls: PullRequests,
  subject: Exclude<ReportSubject, { by: 'queue' }>,
  run: FollowedRun,
): Promise<readonly StandingPull[]> {
  if (subject.by === 'number') {
    return [await pulls.get(subject.number)];
  }
  const all = (await pulls.from(subject.owner, subject.branch)).filter((pull) => pull.headRepository === subject.repository);
  const rank = (pull: StandingPull): number => (pull.isOpen ? 0 : 2) + (pull.head === run.head ? 0 : 1);
  const best = Math.min(...all.map(rank));
  const equals = all.filter((pull) => rank(pull) === best).toSorted((a, b) => a.number - b.number);
  return best % 2 === 0 ? equals : equals.slice(-1);
}

/** What a maintainer has trained of a fork is neutral, and all that there will be; of its own pull requests a repository has runs. */
function madeBy({ workflow }: FollowedRun, isOwn: boolean): CheckAside['made'] {
  if (workflow === workflowPath(dispatchWorkflow)) {
    return isOwn ? 'on request' : undefined;
  }
  return isOwn ? undefined : 'by a fork';
}

/** None where all go into the default branch. */
function otherBases(pulls: readonly StandingPull[]): readonly string[] {
  const bases = [...new Set(pulls.map(({ baseBranch }) => baseBranch))].toSorted();
  return pulls.every(({ baseBranch, defaultBranch }) => baseBranch === defaultBranch) ? [] : bases;
}

/** A step that follows no run can't tell which of them train, and takes all. */
function isTraining(past: PastRun, run: FollowedRun): boolean {
  return run.workflow === undefined || past.workflow === workflowPath(trainWorkflow);
}

function describeState(pull: StandingPull, others: readonly StandingPull[], run: FollowedRun): string[] {
  const numbers = others.map(({ number }) => `#${number}`).join(', ');
  return [
    ...(pull.head === run.head ? [] : [`This is about ${short(run.head)}; the pull request is at ${short(pull.head)} now.`]),
    ...(pull.isOpen ? [] : ['The pull request was closed before this was known.']),
    ...(others.length === 0 ? [] : [`The same commit is the head of other pull requests, too (${numbers}); this stands here alone.`]),
  ];
}

/** As GitHub links it to the commit. */
function short(commit: string): string {
  return commit.slice(0, 12);
}

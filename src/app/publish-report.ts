import type { ActionRun } from '../core/actions-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Checks, ReportComments } from '../core/github-ports.ts';
import { readFollowedRun, readOwnRun, type FollowedRun, type ReportEvent } from '../core/github/report-event.ts';
import type { LocatedError } from '../core/report/file/error-file.ts';
import type { RepositoryFiles } from '../core/report-ports.ts';
import { readBaseSpecs } from './publish/base-specs.ts';
import { defaultReport, findReports, readOwnReport, type FoundReports, type ReportSources } from './publish/find-reports.ts';
import { StandingReports } from './publish/find-standing.ts';
import { findTarget, type Target, type TargetPorts } from './publish/find-target.ts';
import { makeStatements } from './publish/make-statements.ts';
import { placeStatement, type Placed } from './publish/place-statement.ts';
import { tellStep } from './publish/tell-step.ts';

/** What publishing a report needs from the outside. */
export interface PublishPorts extends TargetPorts, ReportSources {
  readonly step: Pick<ActionRun, 'output' | 'summary' | 'info' | 'annotate'>;
  readonly runs: TargetPorts['runs'] & ReportSources['runs'];
  readonly files: RepositoryFiles;
  readonly comments: ReportComments;
  readonly checks: Checks;
}

/** Which run is reported. */
export interface PublishRequest {
  readonly event: { readonly name: string; readonly payload: unknown };
  /** The folders from the repository's root that have a sightline.yaml. */
  readonly projects: readonly string[];
  /** For a step in the job that trained. */
  readonly own?: OwnRun;
}

/** The run that this step is in, how its job went, and the report that the job wrote; undefined where it wrote none. */
export interface OwnRun extends Pick<FollowedRun, 'run' | 'attempt' | 'url' | 'conclusion'> {
  readonly report: Uint8Array | undefined;
  /** What kept the job from one. */
  readonly errors: readonly LocatedError[];
}

/**
 * Says on a pull request what a run did to its models: a comment and a check each, a summary of the step, and the outputs `verdict`,
 * `conclusion`, `comment-id` and `check-id`. Whose run it was is asked from GitHub; what the run left is read as numbers, which base's
 * spec judges. Throws what GitHub refuses after everything else was written; a locked conversation is only warned of.
 */
export async function publishReport(ports: PublishPorts, request: PublishRequest): Promise<void> {
  const event = readEvent(request);
  const found = event.kind === 'report' ? await findTarget(ports, event) : { kind: 'none' as const, why: event.why };
  if (found.kind === 'none') {
    ports.step.info(`Nothing is reported: ${found.why}.`);
    return;
  }
  const { target } = found;
  if (isReplaced(target)) {
    ports.step.info(`Nothing is reported: a later push replaced the run, which was cancelled.`);
    return;
  }
  const reports = await readReports(ports, target, request);
  const specs = await readBaseSpecs(ports.files, request.projects, target.baseBranch);
  const standing = new StandingReports(ports, target);
  const placed: Placed[] = [];
  for (const { statement, before } of await makeStatements({ files: ports.files, target, reports, specs, standing })) {
    placed.push(await placeStatement(ports, target, statement, before));
  }
  await tellStep(ports.step, target, placed);
}

function readEvent({ event, own }: PublishRequest): ReportEvent {
  if (own === undefined) {
    return readFollowedRun(event.payload);
  }
  const read = readOwnRun(event.name, event.payload, own);
  if (read.kind === 'report' && read.isFork) {
    throw new SightlineError(
      'untrusted-head',
      'the pull request is from a fork, and code of a stranger never runs beside a token that writes',
    );
  }
  return read;
}

/** By a push, whose own run reports; one that somebody cancelled is told. */
function isReplaced({ run, pull }: Target): boolean {
  return run.conclusion === 'cancelled' && pull !== undefined && pull.head !== run.head;
}

async function readReports(ports: PublishPorts, { run }: Target, { own }: PublishRequest): Promise<FoundReports> {
  if (own === undefined) {
    return findReports(ports, run);
  }
  return {
    reports: own.report === undefined ? [] : [readOwnReport(own.report)],
    notes: [],
    left: [],
    errors: new Map([[defaultReport, own.errors]]),
  };
}

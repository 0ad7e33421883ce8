import { SightlineError } from '../../core/errors.ts';
import type { FollowedRun } from '../../core/github/report-event.ts';
import { errorFileName, maxErrorFileBytes, readErrorFile, type LocatedError } from '../../core/report/file/error-file.ts';
import { maxReportFileBytes, type ReportFile } from '../../core/report/file/report-file.ts';
import { readReportFile, reportFileName } from '../../core/report/file/read-report-file.ts';
import { compareCodePoints } from '../../core/value/code-point-order.ts';
import type { RunArtifact, Unzip, WorkflowRuns, ZipBounds } from '../../core/report-ports.ts';

/** A report that a run left, or why it can't be read. */
export type FoundReport =
  | { readonly name: string; readonly kind: 'read'; readonly data: ReportFile }
  | { readonly name: string; readonly kind: 'unreadable'; readonly error: SightlineError };

/** The reports of a run by name, and what the reader should know of those that are left out. */
export interface FoundReports {
  readonly reports: readonly FoundReport[];
  readonly notes: readonly string[];
  /** The names of those. */
  readonly left: readonly string[];
  /** What kept jobs from a report, by its name. */
  readonly errors: ReadonlyMap<string, readonly LocatedError[]>;
}

/** How the train action calls a report that it is given no name for. */
export const defaultReport = 'model';

/** What it reads with. */
export interface ReportSources {
  readonly runs: Pick<WorkflowRuns, 'artifacts' | 'download'>;
  readonly unzip: Unzip;
}

/** Reports are called as base calls the model. */
const artifactName = /^sightline-report-([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;
const errorsName = /^sightline-errors-([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;
/** One a model; more are no use in one pull request. */
const mostReports = 10;
/** Of a zip with all three files: the HTML report has pictures. */
const largestArtifact = 64 << 20;
/** Beside the data. They are written for people, by whoever wrote the code that ran: nothing of them gets into a comment. */
const companions = ['report.md', 'report.html'];

/**
 * Reads what a run left in artifacts that are named as reports are. None of them can break the others. A run that is run again keeps
 * what it left before, so of one name the newest counts. Errors are asked for only where a
 * run that didn't end well has no report.
 */
export async function findReports(
  sources: ReportSources,
  { run, conclusion }: Pick<FollowedRun, 'run' | 'conclusion'>,
): Promise<FoundReports> {
  const artifacts = await sources.runs.artifacts(run);
  const sorted = newestByName(artifacts, artifactName);
  const reports: FoundReport[] = [];
  for (const [name, artifact] of sorted.slice(0, mostReports)) {
    reports.push(await readOne(sources, name, artifact));
  }
  const left = sorted.slice(mostReports).map(([name]) => name);
  const errors = new Map<string, readonly LocatedError[]>();
  const told = new Set(sorted.map(([name]) => name));
  const untold = conclusion === 'success' ? [] : newestByName(artifacts, errorsName).filter(([name]) => !told.has(name));
  for (const [name, artifact] of untold.slice(0, mostReports)) {
    errors.set(name, await readErrors(sources, artifact));
  }
  return {
    reports,
    left,
    errors,
    notes: left.length > 0 ? [`The run left ${sorted.length} reports, of which ${left.length} are not shown.`] : [],
  };
}

function newestByName(artifacts: readonly RunArtifact[], pattern: RegExp): readonly (readonly [string, RunArtifact])[] {
  const byName = new Map<string, RunArtifact>();
  for (const artifact of artifacts) {
    const name = pattern.exec(artifact.name)?.[1];
    if (name !== undefined && artifact.id > (byName.get(name)?.id ?? -1)) {
      byName.set(name, artifact);
    }
  }
  return [...byName].toSorted(([a], [b]) => compareCodePoints(a, b));
}

/** Errors that can't be read are none: the run failed, whatever they would say. */
async function readErrors(sources: ReportSources, artifact: RunArtifact): Promise<readonly LocatedError[]> {
  try {
    const bytes = await unpack(sources, artifact, maxErrorFileBytes, { wanted: errorFileName, known: [], mostBytes: maxErrorFileBytes });
    return readErrorFile(bytes);
  } catch (error) {
    if (isUnreadable(error)) {
      return [];
    }
    throw error;
  }
}

function isUnreadable(error: unknown): error is SightlineError {
  return error instanceof SightlineError && (error.code === 'bad-artifact' || error.code === 'bad-report');
}

/** A report that this step's own job wrote: it is called as its model is. Throws `bad-report`. */
export function readOwnReport(bytes: Uint8Array): FoundReport {
  const data = readReportFile(bytes);
  const name = artifactName.exec(`sightline-report-${data.model}`)?.[1];
  if (name === undefined) {
    throw new SightlineError('bad-report', 'the report is of a model whose name is none');
  }
  return { name, kind: 'read', data };
}

async function readOne(sources: ReportSources, name: string, artifact: RunArtifact): Promise<FoundReport> {
  try {
    const bytes = await unpack(sources, artifact, largestArtifact, {
      wanted: reportFileName,
      known: companions,
      mostBytes: maxReportFileBytes,
    });
    return { name, kind: 'read', data: readReportFile(bytes) };
  } catch (error) {
    if (isUnreadable(error)) {
      return { name, kind: 'unreadable', error };
    }
    throw error;
  }
}

async function unpack({ runs, unzip }: ReportSources, artifact: RunArtifact, mostBytes: number, bounds: ZipBounds): Promise<Uint8Array> {
  if (artifact.isExpired) {
    throw refuse('it has expired: run the workflow again');
  }
  if (artifact.bytes > mostBytes) {
    throw refuse(`it has ${artifact.bytes} bytes, and at most ${mostBytes} are read`);
  }
  const zip = await runs.download(artifact, mostBytes);
  const bytes = await unzip(zip, bounds);
  if (bytes === undefined) {
    throw refuse(`it holds no ${bounds.wanted}`);
  }
  return bytes;
}

function refuse(why: string): SightlineError {
  return new SightlineError('bad-artifact', `the artifact is not read: ${why}`);
}

import type { StandingReport } from '../../core/github-ports.ts';
import { parentOf } from '../../core/data/root-path.ts';
import { holdToBase } from '../../core/report/file/hold-to-base.ts';
import type { RepositoryFiles } from '../../core/report-ports.ts';
import { compareCodePoints } from '../../core/value/code-point-order.ts';
import { withoutSpec, type BaseSpecs } from './base-specs.ts';
import { defaultReport, type FoundReport, type FoundReports } from './find-reports.ts';
import type { StandingReports } from './find-standing.ts';
import type { Target } from './find-target.ts';
import { pointAtGates, pointAtProblem } from './point-at.ts';
import { sayJudged } from './say-judged.ts';
import { describeEnd, describeProblem, saySilence, withErrors } from './say-silence.ts';
import type { Statement } from './statement.ts';

/** A statement, and the report that stands where it goes. */
export interface Prepared {
  readonly statement: Statement;
  readonly before: StandingReport | undefined;
}

/** What statements are made of. */
export interface StatementSources {
  readonly files: RepositoryFiles;
  readonly target: Target;
  readonly reports: FoundReports;
  readonly specs: BaseSpecs;
  readonly standing: StandingReports;
}

/**
 * One for each report, and one for each model that base or the comments know and that the run has no report of: what stands there of
 * an earlier run must not pass for this one's. Without any model, one that no report is there.
 */
export async function makeStatements(sources: StatementSources): Promise<readonly Prepared[]> {
  const { reports, specs, standing } = sources;
  const all: Prepared[] = [];
  for (const report of callAsBaseDoes(sources)) {
    const before = await standing.find(report.name);
    all.push({ statement: await stateReport(sources, report, before), before });
  }
  const known = new Set([...specs.rulings.keys(), ...(await standing.names())]);
  const told = new Set([...all.map(({ statement }) => statement.name), ...reports.left]);
  const silent = [...known].filter((name) => !told.has(name)).toSorted();
  for (const name of all.length + silent.length === 0 ? [undefined] : silent) {
    all.push(...(await stateSilence(sources, name, all.length > 0)));
  }
  return all.toSorted((a, b) => compareCodePoints(a.statement.name ?? '', b.statement.name ?? ''));
}

/** Nothing where the report of another run of the same commit stands, and this run was of another model: it still holds. */
async function stateSilence(
  { target, standing, reports, specs }: StatementSources,
  name: string | undefined,
  isOfOthers: boolean,
): Promise<Prepared[]> {
  const { run, isVerified } = target;
  const before = name === undefined ? undefined : await standing.find(name);
  const stillHolds = isOfOthers && run.conclusion === 'success' && before?.head === run.head;
  if (stillHolds) {
    return [];
  }
  const isOnly = specs.rulings.size === 1 && specs.problems.length === 0;
  const errors = reports.errors.get(name ?? '') ?? (isOnly ? reports.errors.get(defaultReport) : undefined) ?? [];
  const folder = parentOf(specs.rulings.get(name ?? '')?.path ?? '.');
  const silence = describeEnd(run, isVerified);
  return [{ statement: saySilence(name, withErrors(silence, errors, folder), target, before), before }];
}

/**
 * The only report of a repository with one project is of its model where the run gave it no name of its own, or is this step's: it
 * keeps its comment and its check. One with another name may be of a project that isn't reported.
 */
function callAsBaseDoes({ reports: { reports }, specs, target }: StatementSources): readonly FoundReport[] {
  const [name, ...others] = specs.rulings.keys();
  const isOnly = reports.length === 1 && name !== undefined && others.length === 0 && specs.problems.length === 0;
  const isOwn = target.run.workflow === undefined;
  return reports.map((report) => (isOnly && (isOwn || report.name === defaultReport) ? { ...report, name } : report));
}

async function stateReport(sources: StatementSources, report: FoundReport, before: StandingReport | undefined): Promise<Statement> {
  const { specs, target, reports, files } = sources;
  if (report.kind === 'unreadable') {
    return saySilence(report.name, describeProblem(report.error, target), target, before);
  }
  const ruling = specs.rulings.get(report.name);
  const [problem] = specs.problems;
  if (ruling === undefined && problem !== undefined) {
    return { ...saySilence(report.name, describeProblem(problem, target), target, before), annotations: pointAtProblem(problem) };
  }
  const held = holdToBase(report.data, ruling?.spec ?? withoutSpec(report.data));
  const judged = { name: report.name, held, isRuled: ruling !== undefined };
  const statement = sayJudged(judged, target, before, reports.notes);
  return ruling === undefined ? statement : { ...statement, annotations: await pointAtGates(files, target.run.head, held, ruling) };
}

import type { StandingReport } from '../../core/github-ports.ts';
import { holdToBase } from '../../core/report/file/hold-to-base.ts';
import type { RepositoryFiles } from '../../core/report-ports.ts';
import { withoutSpec, type BaseSpecs } from './base-specs.ts';
import type { FoundReport, FoundReports } from './find-reports.ts';
import type { StandingReports } from './find-standing.ts';
import type { Target } from './find-target.ts';
import { pointAtGates, pointAtProblem } from './point-at.ts';
import { sayJudged } from './say-judged.ts';
import { describeEnd, describeProblem, saySilence } from './say-silence.ts';
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

/** One for each report; without any, one for each model that base or the comments know that none is there. */
export async function makeStatements(sources: StatementSources): Promise<readonly Prepared[]> {
  const { reports, specs, target, standing } = sources;
  if (reports.reports.length > 0) {
    const all: Prepared[] = [];
    for (const report of callAsBaseDoes(reports.reports, specs)) {
      const before = await standing.find(report.name);
      all.push({ statement: await stateReport(sources, report, before), before });
    }
    return all;
  }
  const names = [...new Set([...specs.rulings.keys(), ...(await standing.names())])].toSorted();
  const silence = describeEnd(target.run, target.isVerified);
  const all: Prepared[] = [];
  for (const name of names.length === 0 ? [undefined] : names) {
    const before = name === undefined ? undefined : await standing.find(name);
    all.push({ statement: saySilence(name, silence, target, before), before });
  }
  return all;
}

/** The only report of a repository with one project is of its model, whatever the run calls it: it keeps its comment and its check. */
function callAsBaseDoes(reports: readonly FoundReport[], { rulings, problems }: BaseSpecs): readonly FoundReport[] {
  const [name, ...others] = rulings.keys();
  const isOnly = reports.length === 1 && name !== undefined && others.length === 0 && problems.length === 0;
  return isOnly ? reports.map((report) => ({ ...report, name })) : reports;
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

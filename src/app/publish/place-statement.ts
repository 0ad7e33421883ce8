import { SightlineError } from '../../core/errors.ts';
import type { Checks, PlacedComment, ReportComments, StandingReport } from '../../core/github-ports.ts';
import { checkName, type Statement } from './statement.ts';
import type { Target } from './find-target.ts';

/** Where a statement went. */
export interface Placed {
  readonly statement: Statement;
  readonly comment: PlacedComment | undefined;
  readonly check: number | undefined;
  /** What kept it from the comment or the check. */
  readonly problems: readonly SightlineError[];
}

/** What it writes with. */
export interface PlacePorts {
  readonly comments: Pick<ReportComments, 'place'>;
  readonly checks: Pick<Checks, 'add' | 'publish'>;
}

/**
 * Writes the comment, then the check, which keeps the comment's id. One that GitHub refuses doesn't keep the other from being written.
 * Where a newer run's report stands, the comment is kept, and the check where that run judged the same commit for the same check.
 */
export async function placeStatement(
  ports: PlacePorts,
  target: Target,
  statement: Statement,
  standing: StandingReport | undefined,
): Promise<Placed> {
  const { run, pull, aside } = target;
  const { name, comment: text } = statement;
  const problems: SightlineError[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SightlineError)) {
        throw error;
      }
      problems.push(error);
      return undefined;
    }
  };
  const identity = { report: name ?? '', head: run.head, run: run.run, attempt: run.attempt };
  const comment =
    pull === undefined || name === undefined || text === undefined
      ? undefined
      : await attempt(() => ports.comments.place({ ...identity, pullRequest: pull.number, text }, standing));
  const known = comment?.id ?? standing?.id;
  const { conclusion, title, summary, annotations } = statement;
  const origin = { run: run.run, attempt: run.attempt, ...(known === undefined ? {} : { comment: known }) };
  const report = { name: checkName(name, aside), head: run.head, origin, conclusion, title, summary, annotations };
  const mayBeOld = pull === undefined || (comment?.kind === 'kept' && standing?.head === run.head);
  const check = await attempt(async () => {
    const { kind, id } = mayBeOld ? await ports.checks.publish(report) : { kind: 'created', id: await ports.checks.add(report) };
    return kind === 'kept' && pull !== undefined ? undefined : id;
  });
  return { statement, comment, check, problems };
}

import type { ActionRun } from '../../core/actions-ports.ts';
import type { SightlineError } from '../../core/errors.ts';
import type { Target } from './find-target.ts';
import type { Placed } from './place-statement.ts';
import { checkName } from './statement.ts';

/**
 * Writes summary, log and outputs of the step; of several reports an output has a line each, in the order of their names. Throws the
 * first problem, unless it is a locked conversation, which nobody has to act on.
 */
export async function tellStep(
  step: Pick<ActionRun, 'output' | 'summary' | 'info' | 'annotate'>,
  { pull, run, aside }: Target,
  placed: readonly Placed[],
): Promise<void> {
  const lines = (of: (one: Placed) => string | number | undefined): string => placed.map((one) => String(of(one) ?? '')).join('\n');
  step.output(
    'verdict',
    lines(({ statement }) => statement.verdict),
  );
  step.output(
    'conclusion',
    lines(({ statement }) => statement.conclusion),
  );
  step.output(
    'comment-id',
    lines(({ comment }) => comment?.id),
  );
  step.output(
    'check-id',
    lines(({ check }) => check),
  );
  for (const one of placed) {
    const where = pull === undefined ? 'a merge queue' : `pull request #${pull.number}`;
    step.info(`${checkName(one.statement.name, aside)} on ${where}, ${run.head.slice(0, 12)}: ${one.statement.title}; ${describe(one)}.`);
    await step.summary(`${one.statement.summary}\n`);
  }
  const problems = placed.flatMap((one) => one.problems);
  problems.filter(({ code }) => code === 'github-locked').forEach((problem) => warn(step, problem));
  const first = problems.find(({ code }) => code !== 'github-locked');
  if (first !== undefined) {
    throw first;
  }
}

function describe({ comment, check }: Placed): string {
  const said = { created: 'a comment was written', updated: 'the comment was changed', kept: 'the comment of a newer run was kept' };
  const written = comment === undefined ? 'no comment was written' : said[comment.kind];
  return `${written}, ${check === undefined ? 'no check was added' : 'a check was added'}`;
}

function warn(step: Pick<ActionRun, 'annotate'>, { message, code, hint }: SightlineError): void {
  step.annotate('warning', `${message} [${code}]\n${hint}`);
}

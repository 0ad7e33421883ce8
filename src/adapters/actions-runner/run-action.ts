import type { ActionRun } from '../../core/actions-ports.ts';
import { errorCodes, SightlineError } from '../../core/errors.ts';
import { RunnerStep } from './runner-step.ts';

/**
 * Runs an action in this process. What it throws becomes one annotation and exit code 1: what happened, where, and what to do; of a
 * bug the log has the stack besides.
 */
export async function runAction(main: (run: ActionRun) => Promise<void>): Promise<void> {
  const run = new RunnerStep(process.env, (text) => process.stdout.write(text));
  try {
    await main(run);
  } catch (error) {
    process.exitCode = 1;
    reportFailure(error, run);
  }
}

function reportFailure(error: unknown, run: ActionRun): void {
  if (error instanceof SightlineError && error.fault !== 'bug') {
    run.annotate('error', `${error.message} [${error.code}]\n${error.hint}`.trimEnd(), error.place);
    return;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  run.info(stack ?? message);
  run.annotate('error', `This is a bug of Sightline: ${message} [internal]\n${errorCodes.internal.hint}`);
}

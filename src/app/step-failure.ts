import { SightlineError } from '../core/errors.ts';
import { CommandFailure } from './run-command.ts';

/** Why a step failed. */
export interface StepFailure {
  /** The code of the error, and what it says. */
  readonly code: string;
  readonly message: string;
  /** What the stage's command ended with. */
  readonly exitCode?: number;
  /** What killed the stage's command. */
  readonly signal?: string;
}

/** An error of a step for scripts: how its command ended is kept in the error or, where that was wrapped, its cause. */
export function describeFailure(error: unknown): StepFailure {
  const message = error instanceof Error ? error.message : String(error);
  const end = commandEnd(error);
  return {
    code: error instanceof SightlineError ? error.code : 'internal',
    message,
    ...(end?.signal === undefined ? {} : { signal: end.signal }),
    ...(end?.exitCode === undefined || end.signal !== undefined ? {} : { exitCode: end.exitCode }),
  };
}

function commandEnd(error: unknown): CommandFailure['end'] | undefined {
  return error instanceof CommandFailure ? error.end : error instanceof Error ? commandEnd(error.cause) : undefined;
}

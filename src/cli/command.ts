import type { Command } from 'commander';
import type { Console } from '../core/ports.ts';

/** What every command gets from the process it runs in. */
export interface Cli {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly console: Console;
  /** Aborted by the first SIGINT or SIGTERM: stop stages, write nothing more, leave the old state. */
  readonly signal: AbortSignal;
  /** Ends the command with this exit code after its output is written; 0 unless called. */
  exitWith(code: number): void;
}

/** A command's file: declares arguments, options and the action. */
export interface CommandModule {
  define(command: Command, cli: Cli): void;
}

/** One row of the command table. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

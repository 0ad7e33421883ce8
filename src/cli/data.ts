import type { Command } from 'commander';
import type { Cli } from './command.ts';
import { defineDataStatus } from './data-status.ts';

/** `sightline data` */
export function define(command: Command, cli: Cli): void {
  const summary = 'show changes between HEAD, the .dvc files and the workspace';
  defineDataStatus(
    command
      .command('status')
      .summary(summary)
      .description(`${summary.replace('show', 'Show')}.`),
    cli,
  );
}

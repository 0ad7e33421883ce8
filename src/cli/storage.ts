import type { Command } from 'commander';
import type { Cli } from './command.ts';
import { defineStorageProvision } from './storage-provision.ts';

/** `sightline storage` */
export function define(command: Command, cli: Cli): void {
  const summary = 'make and set up the buckets that the spec asks for';
  defineStorageProvision(
    command
      .command('provision')
      .summary(summary)
      .description(`M${summary.slice(1)}.`),
    cli,
  );
}

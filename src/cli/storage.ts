import type { Command } from 'commander';
import type { Cli } from './command.ts';
import { defineStoragePresign } from './storage-presign.ts';
import { defineStorageProvision } from './storage-provision.ts';

/** `sightline storage` */
export function define(command: Command, cli: Cli): void {
  const provision = 'make and set up the buckets that the spec asks for';
  defineStorageProvision(command.command('provision').summary(provision).description(sentence(provision)), cli);
  const presign = 'make urls by which the data of a revision can be read for a while';
  defineStoragePresign(command.command('presign').summary(presign).description(sentence(presign)), cli);
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

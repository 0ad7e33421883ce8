import type { Command } from 'commander';
import type { Cli } from './command.ts';
import { defineMetricsDiff } from './metrics-diff.ts';
import { defineMetricsShow } from './metrics-show.ts';

/** `sightline metrics` */
export function define(command: Command, cli: Cli): void {
  defineMetricsShow(command.command('show').summary('print metrics').description('Print metrics.'), cli);
  defineMetricsDiff(command.command('diff').summary('show how metrics changed').description('Show how metrics changed.'), cli);
}

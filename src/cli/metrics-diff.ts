import type { Command } from 'commander';
import { diffMetrics } from '../app/metrics-diff.ts';
import { diffValue } from '../core/pipeline/metrics-diff.ts';
import { diffTable } from '../core/pipeline/metrics-table.ts';
import type { Cli } from './command.ts';
import { openProject, quietly } from './project.ts';
import { addDiffOptions, defaultPrecision, parsePrecision, printReadings, spellingOf, type DiffFlags } from './readings-output.ts';

interface Flags extends DiffFlags {
  readonly precision: number;
}

/** `sightline metrics diff` */
export function defineMetricsDiff(command: Command, cli: Cli): void {
  addDiffOptions(command, 'metrics')
    .option('-R, --recursive', 'accepted for DVC: folders are always searched')
    .option('--precision <n>', 'digits after the point in tables', parsePrecision, defaultPrecision)
    .addHelpText('after', '\nExample:\n  $ sightline metrics diff main --md')
    .action(async (older: string, newer: string, flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const { fromRoot, spell } = spellingOf(project);
      const targets = (flags.targets ?? []).map(fromRoot);
      const { changes, readings } = await diffMetrics(project, { older, newer }, targets, { withUnchanged: flags.all === true });
      const names = { title: 'Metric', oldName: older, newName: newer };
      printReadings(project.console, readings, flags, {
        json: () => diffValue(changes, spell),
        table: () => diffTable(changes, spell, { ...names, showPath: flags.path, showChange: true, precision: flags.precision }),
      });
    });
}

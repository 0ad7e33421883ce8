import type { Command } from 'commander';
import { showMetrics } from '../app/metrics-show.ts';
import { isWorkspaceOnly } from '../app/revisions.ts';
import { readingsValue } from '../core/pipeline/metrics-json.ts';
import { metricsTable } from '../core/pipeline/metrics-table.ts';
import type { Cli } from './command.ts';
import { openProject, quietly } from './project.ts';
import { addFormatOptions, defaultPrecision, parsePrecision, printReadings, spellingOf, type FormatFlags } from './readings-output.ts';

interface Flags extends FormatFlags {
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
  readonly precision: number;
}

/** `sightline metrics show` */
export function defineMetricsShow(command: Command, cli: Cli): void {
  command
    .argument('[targets...]', 'only these files')
    .option('-a, --all-branches', 'of all branches')
    .option('-T, --all-tags', 'of all tags')
    .option('-A, --all-commits', 'of all commits')
    .option('-R, --recursive', 'accepted for DVC: folders are always searched')
    .option('--precision <n>', 'digits after the point in tables', parsePrecision, defaultPrecision);
  addFormatOptions(command)
    .addHelpText('after', '\nExample:\n  $ sightline metrics show -a --md')
    .action(async (targets: readonly string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const choice = { allBranches: flags.allBranches === true, allTags: flags.allTags === true, allCommits: flags.allCommits === true };
      const { fromRoot, spell } = spellingOf(project);
      const readings = await showMetrics(project, choice, targets.map(fromRoot));
      printReadings(project.console, readings, flags, {
        json: () => readingsValue(readings, spell),
        table: () => metricsTable(readings, spell, { showRevision: !isWorkspaceOnly(choice), precision: flags.precision }),
      });
    });
}

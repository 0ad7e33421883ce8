import { Argument, type Command } from 'commander';
import { diffMetrics } from '../app/metrics-diff.ts';
import { showMetrics } from '../app/metrics-show.ts';
import { showPath } from '../app/project.ts';
import { isWorkspaceOnly, workspaceName } from '../app/revisions.ts';
import { diffValue } from '../core/pipeline/metrics-diff.ts';
import { readingsValue } from '../core/pipeline/metrics-json.ts';
import { diffTable, metricsTable } from '../core/pipeline/metrics-table.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { openProject } from './project.ts';
import { defaultPrecision, parsePrecision, printTable, targetFromRoot, warnOfErrors } from './readings-output.ts';

interface ShowFlags {
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
  readonly json?: boolean;
  readonly md?: boolean;
  readonly precision: number;
}

interface DiffFlags {
  readonly targets?: readonly string[];
  readonly all?: boolean;
  readonly json?: boolean;
  readonly md?: boolean;
  readonly path: boolean;
  readonly precision: number;
}

/** `sightline metrics show` and `sightline metrics diff` */
export function define(command: Command, cli: Cli): void {
  command
    .command('show')
    .summary('print metrics')
    .argument('[targets...]', 'only these files')
    .option('-a, --all-branches', 'of all branches')
    .option('-T, --all-tags', 'of all tags')
    .option('-A, --all-commits', 'of all commits')
    .option('--json', 'as JSON')
    .option('--md', 'as a Markdown table')
    .option('-R, --recursive', 'accepted for DVC: folders are always searched')
    .option('--precision <n>', 'digits after the point in tables', parsePrecision, defaultPrecision)
    .addHelpText('after', '\nExample:\n  $ sightline metrics show -a --md')
    .action((targets: readonly string[], flags: ShowFlags) => show(cli, targets, flags));
  command
    .command('diff')
    .summary('show how metrics changed')
    .addArgument(new Argument('[a_rev]', 'old revision').default('HEAD'))
    .addArgument(new Argument('[b_rev]', 'new revision').default(workspaceName))
    .option('--targets <paths...>', 'only these files')
    .option('-R, --recursive', 'accepted for DVC: folders are always searched')
    .option('--all', 'unchanged metrics too')
    .option('--json', 'as JSON')
    .option('--md', 'as a Markdown table')
    .option('--no-path', 'leave out the column of paths')
    .option('--precision <n>', 'digits after the point in tables', parsePrecision, defaultPrecision)
    .addHelpText('after', '\nExample:\n  $ sightline metrics diff main --md')
    .action((older: string, newer: string, flags: DiffFlags) => diff(cli, { older, newer }, flags));
}

async function show(cli: Cli, targets: readonly string[], flags: ShowFlags): Promise<void> {
  using project = openProject(cli);
  const choice = { allBranches: flags.allBranches === true, allTags: flags.allTags === true, allCommits: flags.allCommits === true };
  const paths = targets.map((target) => targetFromRoot(project, target));
  const readings = await showMetrics(project, choice, paths);
  warnOfErrors(cli.console, readings);
  const spell = (path: string): string => showPath(project, path);
  if (flags.json === true) {
    cli.console.result(`${writePythonJson(readingsValue(readings, spell))}\n`);
    return;
  }
  const table = metricsTable(readings, spell, { showRevision: !isWorkspaceOnly(choice), precision: flags.precision });
  printTable(cli.console, table, flags.md === true);
}

async function diff(cli: Cli, pair: { readonly older: string; readonly newer: string }, flags: DiffFlags): Promise<void> {
  using project = openProject(cli);
  const paths = (flags.targets ?? []).map((target) => targetFromRoot(project, target));
  const { changes, readings } = await diffMetrics(project, pair, paths, { withUnchanged: flags.all === true });
  warnOfErrors(cli.console, readings);
  const spell = (path: string): string => showPath(project, path);
  if (flags.json === true) {
    cli.console.result(`${writePythonJson(diffValue(changes, spell))}\n`);
    return;
  }
  const names = { title: 'Metric', oldName: pair.older, newName: pair.newer };
  const table = diffTable(changes, spell, { ...names, showPath: flags.path, showChange: true, precision: flags.precision });
  printTable(cli.console, table, flags.md === true);
}

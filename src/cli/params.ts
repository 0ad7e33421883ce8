import { Argument, type Command } from 'commander';
import { diffParameters } from '../app/params-diff.ts';
import { showPath } from '../app/project.ts';
import { workspaceName } from '../app/revisions.ts';
import { diffValue } from '../core/pipeline/metrics-diff.ts';
import { diffTable } from '../core/pipeline/metrics-table.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { openProject } from './project.ts';
import { printTable, targetFromRoot, warnOfErrors } from './readings-output.ts';

interface Flags {
  readonly targets?: readonly string[];
  readonly all?: boolean;
  readonly deps?: boolean;
  readonly json?: boolean;
  readonly md?: boolean;
  readonly path: boolean;
}

/** `sightline params diff` */
export function define(command: Command, cli: Cli): void {
  command
    .command('diff')
    .summary('show how parameters changed')
    .addArgument(new Argument('[a_rev]', 'old revision').default('HEAD'))
    .addArgument(new Argument('[b_rev]', 'new revision').default(workspaceName))
    .option('--targets <paths...>', 'only these files')
    .option('--all', 'unchanged parameters too')
    .option('--deps', 'only parameters that a stage depends on')
    .option('--json', 'as JSON')
    .option('--md', 'as a Markdown table')
    .option('--no-path', 'leave out the column of paths')
    .addHelpText('after', '\nExample:\n  $ sightline params diff main --md')
    .action((older: string, newer: string, flags: Flags) => diff(cli, { older, newer }, flags));
}

async function diff(cli: Cli, pair: { readonly older: string; readonly newer: string }, flags: Flags): Promise<void> {
  using project = openProject(cli);
  const targets = (flags.targets ?? []).map((target) => targetFromRoot(project, target));
  const choice = { targets, depsOnly: flags.deps === true };
  const { changes, readings } = await diffParameters(project, pair, choice, { withUnchanged: flags.all === true });
  warnOfErrors(cli.console, readings);
  const spell = (path: string): string => showPath(project, path);
  if (flags.json === true) {
    cli.console.result(`${writePythonJson(diffValue(changes, spell))}\n`);
    return;
  }
  const names = { title: 'Param', oldName: pair.older, newName: pair.newer };
  const table = diffTable(changes, spell, { ...names, showPath: flags.path, showChange: false, precision: undefined });
  printTable(cli.console, table, flags.md === true);
}

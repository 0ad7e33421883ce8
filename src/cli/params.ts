import type { Command } from 'commander';
import { diffParameters } from '../app/params-diff.ts';
import { diffValue } from '../core/pipeline/metrics-diff.ts';
import { diffTable } from '../core/pipeline/metrics-table.ts';
import type { Cli } from './command.ts';
import { openProject, quietly } from './project.ts';
import { defineParamsSet } from './params-set.ts';
import { addDiffOptions, printReadings, spellingOf, type DiffFlags } from './readings-output.ts';

interface Flags extends DiffFlags {
  readonly deps?: boolean;
}

/** `sightline params` */
export function define(command: Command, cli: Cli): void {
  const diff = command.command('diff').summary('show how parameters changed').description('Show how parameters changed.');
  addDiffOptions(diff, 'parameters')
    .option('--deps', 'only parameters that a stage depends on')
    .addHelpText('after', '\nExample:\n  $ sightline params diff main --md')
    .action(async (older: string, newer: string, flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const { fromRoot, spell } = spellingOf(project);
      const choice = { targets: (flags.targets ?? []).map(fromRoot), depsOnly: flags.deps === true };
      const { changes, readings } = await diffParameters(project, { older, newer }, choice, { withUnchanged: flags.all === true });
      const names = { title: 'Param', oldName: older, newName: newer };
      printReadings(project.console, readings, flags, {
        json: () => diffValue(changes, spell),
        table: () => diffTable(changes, spell, { ...names, showPath: flags.path, showChange: false, precision: undefined }),
      });
    });
  defineParamsSet(command.command('set').summary('change parameters of params.yaml').description('Change parameters of params.yaml.'), cli);
}

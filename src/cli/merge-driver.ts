import { realpathSync } from 'node:fs';
import type { Command } from 'commander';
import { installMergeDriver } from '../app/install-merge-driver.ts';
import { suggestGitAdd } from '../app/suggest-git-add.ts';
import type { Cli } from './command.ts';
import { defineMergeDriverRun } from './merge-driver-run.ts';
import { locked, openProject, quietly } from './project.ts';

/** `sightline merge-driver` */
export function define(command: Command, cli: Cli): void {
  command
    .command('install')
    .summary('let git merge dvc.lock and .dvc files by us, in this clone')
    .description('Lets git merge dvc.lock and .dvc files by us: in this clone by its configuration, and by .gitattributes.')
    .option('-q, --quiet', 'print only warnings and errors')
    .addHelpText('after', '\nExample:\n  $ sightline merge-driver install && git add .gitattributes')
    .action(async (flags: { readonly quiet?: boolean }) => {
      using project = openProject(quietly(cli, flags.quiet));
      await locked(project, cli, 'merge-driver install', async () => {
        const script = realpathSync(process.argv[1] ?? '');
        await suggestGitAdd(project, await installMergeDriver(project, { node: process.execPath, script }));
      });
    });
  defineMergeDriverRun(command.command('run', { hidden: true }), cli);
}

import { realpathSync } from 'node:fs';
import type { Command } from 'commander';
import { createGit } from '../adapters/git/git.ts';
import { findRoot } from '../adapters/local-store/find-root.ts';
import { installMergeDriver, registerMergeDriver } from '../app/install-merge-driver.ts';
import { tellChanged } from './changed-output.ts';
import type { Cli } from './command.ts';
import { defineMergeDriverRun } from './merge-driver-run.ts';
import { locked, openProject, quietly } from './project.ts';

interface Flags {
  readonly global?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `sightline merge-driver` */
export function define(command: Command, cli: Cli): void {
  command
    .command('install')
    .summary('let git merge dvc.lock and .dvc files by us, in this clone')
    .description('Lets git merge dvc.lock and .dvc files by us: in this clone by its configuration, and by .gitattributes.')
    .option('--global', "write your own git configuration, which holds in all clones; outside of a project that's all")
    .option('--json', 'write what changed as JSON')
    .option('-q, --quiet', 'print only warnings and errors')
    .addHelpText('after', '\nExample:\n  $ sightline merge-driver install && git add .gitattributes')
    .action(async (flags: Flags) => {
      const program = { node: process.execPath, script: realpathSync(process.argv[1] ?? '') };
      const quiet = quietly(cli, flags.quiet);
      if (flags.global === true && findRoot(cli.cwd) === undefined) {
        await registerMergeDriver(createGit(cli.cwd), program, 'global');
        quiet.console.result(flags.json === true ? `${JSON.stringify({ changed: [] })}\n` : '');
        return;
      }
      using project = openProject(quiet);
      await locked(project, cli, 'merge-driver install', async () => {
        await tellChanged(project, await installMergeDriver(project, program, flags.global === true ? 'global' : 'local'), flags);
      });
    });
  defineMergeDriverRun(command.command('run', { hidden: true }), cli);
}

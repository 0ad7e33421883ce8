import type { Command } from 'commander';
import { createGit } from '../adapters/git/git.ts';
import { openLocalStore } from '../adapters/local-store/local-store.ts';
import { init } from '../app/init.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';

interface Flags extends LoudnessFlags {
  readonly force?: boolean;
  readonly scm: boolean;
  readonly subdir?: boolean;
}

/** `sightline init` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command, { quiet: 'print nothing' })
    .option('--no-scm', 'start a project without git')
    .option('--subdir', "start it below the git repository's root")
    .option('-f, --force', 'start anew where there is a project; its cache is removed')
    .addHelpText('after', '\nExample:\n  $ git init && sightline init')
    .action(async (flags: Flags) => {
      using store = openLocalStore(cli.cwd, cli.env);
      await init(store.workspace, createGit(cli.cwd), { force: flags.force === true, noScm: !flags.scm, subdir: flags.subdir === true });
      if (flags.quiet !== true) {
        cli.console.result(`Initialized DVC repository.\n${flags.scm ? '\nYou can now commit the changes to git.\n' : ''}`);
      }
    });
}

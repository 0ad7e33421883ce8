import type { Command } from 'commander';
import { commit } from '../app/commit.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import { tellChanged } from './changed-output.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { exclusively, openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
  readonly force?: boolean;
  readonly recursive?: boolean;
  readonly withDeps?: boolean;
  readonly allowMissing?: boolean;
  readonly dataOnly?: boolean;
  readonly relink: boolean;
  readonly json?: boolean;
}

/** `sightline commit` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('[targets...]', 'stages, .dvc files and tracked paths; everything by default')
    .option('-f, --force', 'record changes without asking')
    .option('-R, --recursive', 'take a folder for all that is in it')
    .option('-d, --with-deps', 'of the targets also what they depend on')
    .option('--allow-missing', 'leave out what is not there')
    .option('--data-only', '.dvc files only')
    .option('--no-relink', "leave the workspace's files as they are")
    .option('--json', 'write what changed as JSON')
    .addHelpText('after', '\nExample:\n  $ sightline commit -f train')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const changed = await exclusively(project, cli, 'commit', async () =>
        commit(project, await loadPipeline(project.workspace), {
          targets,
          recursive: flags.recursive === true,
          withDeps: flags.withDeps === true,
          force: flags.force === true,
          allowMissing: flags.allowMissing === true,
          dataOnly: flags.dataOnly === true,
          noRelink: !flags.relink,
          ...(process.stdin.isTTY ? { confirm: askOnTerminal } : {}),
        }),
      );
      await tellChanged(project, changed, flags);
    });
}

import type { Command } from 'commander';
import { add } from '../app/add.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { suggestGitAdd } from '../app/suggest-git-add.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { exclusively, openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
  readonly glob?: boolean;
  readonly commit: boolean;
  readonly relink: boolean;
}

/** `sightline add` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('<targets...>', 'files and folders')
    .option('--glob', 'targets may hold *, ? and [...]')
    .option('--no-commit', 'write the .dvc file without putting the data into the cache')
    .option('--no-relink', "leave the workspace's files as they are")
    .option('-f, --force', 'accepted for compatibility: what is tracked already is added anew')
    .addHelpText('after', '\nExample:\n  $ sightline add data/train')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      await exclusively(project, cli, 'add', async () => {
        const pipeline = await loadPipeline(project.workspace);
        const changed = await add(project, pipeline, {
          targets,
          glob: flags.glob === true,
          noCommit: !flags.commit,
          noRelink: !flags.relink,
        });
        await suggestGitAdd(project, changed);
      });
    });
}

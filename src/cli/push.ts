import type { Command } from 'commander';
import { atPlace } from '../app/placed-remotes.ts';
import { push } from '../app/push.ts';
import { suggestGitAdd } from '../app/suggest-git-add.ts';
import type { Cli } from './command.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { summarizeCounts } from './summarize.ts';
import { addTransferOptions, toTransferChoice, type TransferFlags } from './transfer-options.ts';

/** `sightline push` */
export function define(command: Command, cli: Cli): void {
  addTransferOptions(command, 'send')
    .option('--glob', 'targets may hold *, ? and [...]')
    .addHelpText('after', '\nExample:\n  $ sightline push --remote store data/train')
    .action(async (targets: string[], flags: TransferFlags) => {
      using opened = openProject(quietly(cli, flags.quiet));
      const project = atPlace(opened, { pullRequest: flags.pullRequest });
      const { count: pushed } = await exclusively(project, cli, 'push', async () => {
        const done = await push(project, toTransferChoice(targets, flags), cli.signal);
        await suggestGitAdd(project, done.changedFiles);
        return done;
      });
      project.console.result(
        flags.json === true ? `${JSON.stringify({ pushed })}\n` : `${summarizeCounts({ pushed }, 'Everything is up to date.')}\n`,
      );
    });
}

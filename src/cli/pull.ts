import type { Command } from 'commander';
import { pull, type Pulled } from '../app/pull.ts';
import { readHeadContext } from '../app/head-context.ts';
import { atPlace } from '../app/placed-remotes.ts';
import { listChanges } from './checkout.ts';
import type { Cli } from './command.ts';
import { openRunCheck } from './open-run-check.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { summarizeCounts } from './summarize.ts';
import { laterSources } from './later-sources.ts';
import { addPartOptions, type PartFlags, partFrom, refuseUnseen } from './part-options.ts';
import { addTransferOptions, noteNoRemote, toTransferChoice, type TransferFlags } from './transfer-options.ts';

interface Flags extends TransferFlags, PartFlags {
  readonly force?: boolean;
  readonly allowMissing?: boolean;
}

/** `sightline pull` */
export function define(command: Command, cli: Cli): void {
  addPartOptions(addTransferOptions(command, 'fetch'))
    .option('-f, --force', 'overwrite and remove files that the cache has no copy of')
    .option('--glob', 'targets may hold *, ? and [...]')
    .option('--allow-missing', 'leave out what is nowhere to be found')
    .addHelpText('after', '\nExample:\n  $ git clone URL && cd PROJECT && sightline pull')
    .action(async (targets: string[], flags: Flags) => {
      using opened = openProject(quietly(cli, flags.quiet));
      const project = atPlace(opened, { pullRequest: flags.pullRequest });
      const part = await partFrom(cli.cwd, flags);
      const choice = {
        ...toTransferChoice(targets, flags),
        maxSize: undefined,
        types: [],
        part,
        imports: laterSources(project, cli),
        check: flags.runCache === true ? await openRunCheck(cli, (await readHeadContext(project)).spec) : undefined,
        force: flags.force === true,
        allowMissing: flags.allowMissing === true,
      };
      const pulled = await exclusively(project, cli, 'pull', () => pull(project, choice, cli.signal));
      refuseUnseen(part, pulled.unlisted, choice.allowMissing);
      noteNoRemote(project.console, project.remotes, flags);
      project.console.result(flags.json === true ? `${toJson(pulled)}\n` : toText(pulled));
      if (pulled.failure !== undefined) {
        throw pulled.failure;
      }
    });
}

function toText({ fetched, changes, isIncomplete }: Pulled): string {
  const summary = summarizeCounts({ fetched, ...changes.stats }, isIncomplete ? '' : 'Everything is up to date.');
  return listChanges(changes) + (summary === '' ? '' : `${summary}\n`);
}

function toJson({ fetched, changes }: Pulled): string {
  const { modified, added, deleted, failed, stats } = changes;
  return JSON.stringify({ modified, added, deleted, failed: failed.map((error) => error.message), stats: { fetched, ...stats } });
}

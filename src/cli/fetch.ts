import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FetchedType } from '../app/chosen-outputs.ts';
import { fetch } from '../app/fetch.ts';
import { readHeadContext } from '../app/head-context.ts';
import { atPlace } from '../app/placed-remotes.ts';
import type { Cli } from './command.ts';
import { fetchListed } from './fetch-listed.ts';
import { openRunCheck } from './open-run-check.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { summarizeCounts } from './summarize.ts';
import { laterSources } from './later-sources.ts';
import { addPartOptions, type PartFlags, partFrom, refuseUnseen } from './part-options.ts';
import { addTransferOptions, noteNoRemote, toTransferChoice, type TransferFlags } from './transfer-options.ts';

interface Flags extends TransferFlags, PartFlags {
  readonly maxSize?: number;
  readonly type?: readonly FetchedType[];
  readonly urls?: string;
}

/** `sightline fetch` */
export function define(command: Command, cli: Cli): void {
  addPartOptions(addTransferOptions(command, 'fetch'))
    .option('--max-size <bytes>', 'only files and folders smaller than this', parseBytes)
    .addOption(
      new Option('--type <type>', 'only outputs of this kind; may be given twice').choices(['metrics', 'plots']).argParser(collect),
    )
    .addOption(
      new Option('--urls <file>', "only what this file of 'sightline storage presign' lists, without credentials").conflicts([
        'remote',
        'allBranches',
        'allTags',
        'allCommits',
        'withDeps',
        'runCache',
        'pullRequest',
        'maxSize',
        'type',
      ]),
    )
    .addHelpText('after', '\nExample:\n  $ sightline fetch --all-branches')
    .action(async (targets: string[], flags: Flags) => {
      using opened = openProject(quietly(cli, flags.quiet));
      const project = atPlace(opened, { pullRequest: flags.pullRequest });
      if (flags.urls !== undefined) {
        await fetchListed(opened, cli, flags.urls, targets, flags);
        return;
      }
      const part = await partFrom(cli.cwd, flags);
      const choice = {
        ...toTransferChoice(targets, flags),
        maxSize: flags.maxSize,
        types: flags.type ?? [],
        part,
        imports: laterSources(project, cli),
        check: flags.runCache === true ? await openRunCheck(cli, (await readHeadContext(project)).spec) : undefined,
      };
      const { count: fetched, incomplete, unlisted } = await exclusively(project, cli, 'fetch', () => fetch(project, choice, cli.signal));
      refuseUnseen(part, unlisted);
      noteNoRemote(project.console, project.remotes, flags);
      const text = summarizeCounts({ fetched }, incomplete === undefined ? 'Everything is up to date.' : '');
      project.console.result(flags.json === true ? `${JSON.stringify({ fetched })}\n` : text === '' ? '' : `${text}\n`);
      if (incomplete !== undefined) {
        throw incomplete;
      }
    });
}

function collect(type: string, before: readonly string[] | undefined): readonly string[] {
  if (type !== 'metrics' && type !== 'plots') {
    throw new InvalidArgumentError('Allowed are metrics and plots.');
  }
  return [...(before ?? []), type];
}

function parseBytes(text: string): number {
  const bytes = Number(text);
  if (!Number.isSafeInteger(bytes)) {
    throw new InvalidArgumentError('A number of bytes is needed.');
  }
  return bytes;
}

import { type Command, InvalidArgumentError } from 'commander';
import { presignData } from '../app/presign-data.ts';
import { formatManifest } from '../core/data/url-manifest.ts';
import type { Cli } from './command.ts';
import { openProject, quietly } from './project.ts';

interface Flags {
  readonly within?: string;
  readonly remote?: string;
  readonly expires: number;
  readonly quiet?: boolean;
}

/** S3 takes no longer than seven days. */
const mostHours = 168;

/** `sightline storage presign` */
export function defineStoragePresign(command: Command, cli: Cli): void {
  command
    .argument('[revisions...]', "whose dvc.lock and .dvc files name the data; they are read as data, so a commit may be anybody's", [
      'HEAD',
    ])
    .option('--within <revision>', 'leave out what the files of this revision do not name: for commits of strangers')
    .option('-r, --remote <name>', 'a remote of the configuration; the default one otherwise')
    .option('--expires <hours>', 'how long the urls work, 1 to 168', parseHours, 6)
    .option('-q, --quiet', 'print only the urls, warnings and errors')
    .addHelpText('after', '\nWrites JSON for `sightline fetch --urls`.\n\nExample:\n  $ sightline storage presign > urls.json')
    .action(async (revisions: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const seconds = flags.expires * 3600;
      const expires = new Date(Date.now() + seconds * 1000).toISOString();
      const choice = { revisions, within: flags.within, remote: flags.remote, seconds, expires };
      const { manifest, withheld } = await presignData(project, choice);
      for (const path of withheld) {
        project.console.warn(`'${path}' is left out: ${flags.within ?? 'the remote'} does not have it.`);
      }
      project.console.info(`${manifest.objects.length} objects can be read until ${expires}.`);
      cli.console.result(formatManifest(manifest));
    });
}

function parseHours(text: string): number {
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 1 || hours > mostHours) {
    throw new InvalidArgumentError(`A whole number from 1 to ${mostHours} is needed.`);
  }
  return hours;
}

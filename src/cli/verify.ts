import type { Command } from 'commander';
import type { Verified } from '../app/verified.ts';
import { nameDamage, removeDamaged, verifyCache } from '../app/verify.ts';
import { verifyRemote } from '../app/verify-remote.ts';
import { verifyWorkspace } from '../app/verify-workspace.ts';
import { openObjectRemote } from '../app/versioned-files.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { exclusively, type OpenProject, openProject, quietly } from './project.ts';
import { parseCount } from './repro-options.ts';
import { describeVerified, type VerifiedPlace, type VerifyReport, verifyToJson } from './verify-output.ts';

interface Flags {
  readonly cache?: boolean;
  readonly workspace?: boolean;
  readonly remote?: string | true;
  readonly remove?: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `sightline verify` */
export function define(command: Command, cli: Cli): void {
  command
    .argument('[targets...]', 'tracked files and folders, .dvc files and stages; everything when left out')
    .option('--cache', 'hash the objects of the cache; the default')
    .option('--workspace', 'hash the files of the workspace, whatever their size and time say')
    .option('--remote [name]', 'download and hash the objects of a remote')
    .option('--remove', 'remove damaged objects from the cache')
    .option('-j, --jobs <number>', 'how many downloads at once', parseCount)
    .option('--json', 'write what was found as JSON')
    .option('-q, --quiet', 'print only warnings and errors')
    .addHelpText('after', '\nExample:\n  $ sightline verify --cache --workspace')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const work = (): Promise<VerifyReport> => verify(project, cli, targets, flags);
      const report = await (flags.remove === true ? exclusively(project, cli, 'verify', work) : work());
      project.console.result(flags.json === true ? verifyToJson(report) : describeVerified(report));
      const damaged = report.places.reduce((sum, { damaged: found }) => sum + found.length, 0);
      if (damaged > 0) {
        const what = `${damaged} ${damaged === 1 ? 'content is' : 'contents are'} damaged`;
        const hint = `${report.removed} were removed from the cache: fetch or add them again.`;
        throw new SightlineError('damaged-data', what, report.removed > 0 ? { hint } : {});
      }
    });
}

async function verify(project: OpenProject, cli: Cli, targets: readonly string[], flags: Flags): Promise<VerifyReport> {
  const { signal } = cli;
  const found: [string, Verified][] = [];
  let removed = 0;
  if (flags.cache === true || flags.remove === true || (flags.workspace !== true && flags.remote === undefined)) {
    found.push(['cache', await verifyCache(project, targets, signal)]);
  }
  if (flags.workspace === true) {
    found.push(['workspace', await verifyWorkspace(project, targets, signal)]);
  }
  if (flags.remote !== undefined) {
    const remote = await openObjectRemote(project, flags.remote === true ? undefined : flags.remote, 'verify');
    found.push([`remote ${remote.name}`, await verifyRemote(project, remote, { targets, jobs: flags.jobs, signal })]);
  }
  const places: VerifiedPlace[] = [];
  for (const [place, verified] of found) {
    places.push({ ...verified, place, damaged: await nameDamage(project, verified.damaged) });
    removed += flags.remove === true && place === 'cache' ? await removeDamaged(project, verified.damaged) : 0;
  }
  return { places, removed };
}

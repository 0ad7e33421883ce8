import type { Command } from 'commander';
import type { Damage, Verified } from '../app/verified.ts';
import { nameDamage, nameMissing, removeDamaged, verifyCache } from '../app/verify.ts';
import { removeDamagedAt, verifyRemote } from '../app/verify-remote.ts';
import { verifyVersions } from '../app/verify-versions.ts';
import { verifyWorkspace } from '../app/verify-workspace.ts';
import { keepsVersions, openFilesRemote } from '../app/versioned-files.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import type { Cli } from './command.ts';
import { listPlace } from './gc-output.ts';
import { exclusively, type OpenProject, openProject, quietly } from './project.ts';
import { parseCount } from './repro-options.ts';
import { describeVerified, hintFor, type VerifiedPlace, type VerifyReport, verifyToJson } from './verify-output.ts';

interface Flags {
  readonly cache?: boolean;
  readonly workspace?: boolean;
  readonly remote?: string | true;
  readonly remove?: boolean;
  readonly force?: boolean;
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
    .option('--remote [name]', 'download and hash the objects of a remote, the default one without a name')
    .option('--remove', 'remove damaged objects from the cache, or from the remote that is named')
    .option('-f, --force', 'do not ask before anything is removed from a remote')
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
        throw new SightlineError('damaged-data', what, { hint: hintFor(report) });
      }
      const missing = report.places.filter(({ isRemote }) => isRemote).flatMap((place) => place.missing);
      if (missing.length > 0) {
        const what = `${missing.length} ${missing.length === 1 ? 'content is' : 'contents are'} missing at the remote`;
        throw new SightlineError('damaged-data', what, { hint: "Run 'sightline push' where the data was made." });
      }
    });
}

async function verify(project: OpenProject, cli: Cli, targets: readonly string[], flags: Flags): Promise<VerifyReport> {
  const { signal } = cli;
  const found: [string, Verified, (damaged: readonly Damage[]) => Promise<number>][] = [];
  const isElsewhere = flags.remote !== undefined || (flags.workspace === true && flags.remove !== true);
  if (flags.cache === true || !isElsewhere) {
    found.push(['cache', await verifyCache(project, targets, signal), async (damaged) => removeDamaged(project, damaged)]);
  }
  if (flags.workspace === true) {
    found.push(['workspace', await verifyWorkspace(project, targets, signal), async () => Promise.resolve(0)]);
  }
  const remote = flags.remote === undefined ? undefined : await openRemote(project, flags.remote, flags);
  const hasVersions = remote !== undefined && keepsVersions(remote);
  if (remote !== undefined) {
    const audit = { targets, jobs: flags.jobs, signal };
    const verified = hasVersions ? await verifyVersions(project, remote, audit) : await verifyRemote(project, remote, audit);
    found.push([`remote ${remote.name}`, verified, async (damaged) => askAndRemove(project, remote, damaged, flags)]);
  }
  const places: VerifiedPlace[] = [];
  for (const [place, verified, remove] of found) {
    const damaged = await nameDamage(project, verified.damaged);
    const removed = flags.remove === true && damaged.length > 0 ? await remove(damaged) : 0;
    const isRemote = place.startsWith('remote ');
    const uses = isRemote && !hasVersions ? await nameMissing(project, verified.missing) : new Map<string, readonly string[]>();
    places.push({ ...verified, place, isRemote, keepsVersions: isRemote && hasVersions, damaged, removed, uses });
  }
  return { places, removed: places.reduce((sum, { removed }) => sum + removed, 0) };
}

async function openRemote(project: OpenProject, named: string | true, { remove }: Flags): Promise<Remote> {
  const remote = await openFilesRemote(project, named === true ? undefined : named, 'verify').catch((error: unknown) => {
    throw named !== true && error instanceof SightlineError && error.code === 'unknown-remote' ? unknownRemote(error, named) : error;
  });
  if (remove === true && keepsVersions(remote)) {
    throw new SightlineError('unsupported-remote', `'verify --remove' removes no versions, which '${remote.name}' keeps`, {
      hint: "Without --remove it tells which are damaged: remove those from the bucket, and 'sightline push' sends what they held.",
    });
  }
  return remote;
}

/** What comes right after `--remote` is the remote's name, which a target is easily taken for. */
function unknownRemote(error: SightlineError, named: string): SightlineError {
  return new SightlineError(error.code, error.message, {
    hint: `${error.hint} To verify what '${named}' tracks, name it first: 'sightline verify ${named} --remote'.`,
    cause: error,
  });
}

/** Others use a remote, too: what goes is listed first, and asked about. */
async function askAndRemove(project: OpenProject, remote: Remote, damaged: readonly Damage[], flags: Flags): Promise<number> {
  listPlace(damaged, remote.storage.url).forEach((line) => project.console.warn(line));
  const isWanted = flags.force === true || (await askOnTerminal('Are you sure you want to proceed?', 'Use -f to go on without it.'));
  return isWanted ? removeDamagedAt(remote, damaged) : 0;
}

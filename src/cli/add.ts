import type { Command } from 'commander';
import { add } from '../app/add.ts';
import { addFrom, type AddFromRequest } from '../app/add-from.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { SightlineError } from '../core/errors.ts';
import { tellChanged } from './changed-output.ts';
import type { Cli } from './command.ts';
import { withoutFileUrl } from './file-url.ts';
import { createImportSources } from './import-sources.ts';
import { toRemoteOf, type ToRemoteFlags } from './import-options.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { parseCount } from './repro-options.ts';

interface Flags extends LoudnessFlags, ToRemoteFlags {
  readonly glob?: boolean;
  readonly commit: boolean;
  readonly relink: boolean;
  readonly out?: string;
  readonly remoteJobs?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `sightline add` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('<targets...>', 'files and folders; with --out or --to-remote one of them, or a url')
    .option('--glob', 'targets may hold *, ? and [...]')
    .option('--no-commit', 'write the .dvc file without putting the data into the cache')
    .option('-o, --out <path>', 'bring a file, folder or url from elsewhere to this path, and track it there')
    .option('--to-remote', 'send the data to a remote, and keep it neither in the cache nor at --out')
    .option('-r, --remote <name>', 'the remote of --to-remote')
    .option('--remote-jobs <count>', 'transfers at once of --to-remote', parseCount)
    .option('--no-relink', "leave the workspace's files as they are")
    .option('-f, --force', 'record a folder of which only a part was pulled without the rest; replace what is at --out')
    .option('--json', 'write what changed as JSON')
    .addHelpText('after', '\nExamples:\n  $ sightline add data/train\n  $ sightline add s3://open-data/images --out data/images')
    .action(async (targets: string[], flags: Flags) => {
      const elsewhere = fromElsewhere(targets, flags);
      using project = openProject(quietly(cli, flags.quiet));
      await exclusively(project, cli, 'add', async () => {
        const pipeline = await loadPipeline(project.workspace);
        const changed =
          elsewhere === undefined
            ? await add(project, pipeline, {
                targets,
                glob: flags.glob === true,
                noCommit: !flags.commit,
                noRelink: !flags.relink,
                force: flags.force === true,
              })
            : await addFrom(project, createImportSources(project, cli.env), pipeline, { ...elsewhere, signal: cli.signal });
        await tellChanged(project, changed, flags);
      });
    });
}

/** What `--out` and `--to-remote` ask for; undefined without them. Throws `invalid-option`. */
function fromElsewhere(targets: readonly string[], flags: Flags): Omit<AddFromRequest, 'signal'> | undefined {
  const toRemote = toRemoteOf(flags);
  if (toRemote === undefined && flags.out === undefined) {
    if (flags.remoteJobs !== undefined) {
      throw new SightlineError('invalid-option', "--remote-jobs can't be used without --to-remote");
    }
    return undefined;
  }
  const [from = '', ...others] = targets;
  const wrong = others.length > 0 ? 'multiple targets' : flags.glob === true ? '--glob' : flags.commit ? undefined : '--no-commit';
  if (wrong !== undefined) {
    throw new SightlineError('invalid-option', `${wrong} can't be used with ${toRemote === undefined ? '--out' : '--to-remote'}`);
  }
  return { from: withoutFileUrl(from), out: flags.out, force: flags.force === true, toRemote, jobs: flags.remoteJobs };
}

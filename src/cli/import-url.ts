import type { Command } from 'commander';
import { importUrl } from '../app/import-url.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { parseSourceSettings } from '../core/data/bucket-settings.ts';
import { versionAware } from '../core/data/source-config.ts';
import { SightlineError } from '../core/errors.ts';
import { tellChanged } from './changed-output.ts';
import type { Cli } from './command.ts';
import { withoutFileUrl } from './file-url.ts';
import { createImportSources } from './import-sources.ts';
import { toRemoteOf, type ToRemoteFlags } from './import-options.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { parseCount } from './repro-options.ts';

interface Flags extends ToRemoteFlags, LoudnessFlags {
  readonly force?: boolean;
  readonly exec: boolean;
  readonly download: boolean;
  readonly jobs?: number;
  readonly versionAware?: boolean;
  readonly fsConfig?: readonly string[];
  readonly json?: boolean;
}

/** `sightline import-url` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('<url>', 's3://bucket/key, http(s)://..., remote://name/path, or a path')
    .argument('[out]', 'where to put it; the name in the url unless given')
    .option('--to-remote', 'send the data to a remote instead of placing it here')
    .option('-r, --remote <name>', 'the remote of --to-remote')
    .option('--no-exec', 'write the .dvc file without a look at the source')
    .option('--no-download', 'record what the source holds without downloading it')
    .option('-j, --jobs <count>', 'downloads at once', parseCount)
    .option('-f, --force', 'replace what is there')
    .option('--version-aware', 'ask for the files of a bucket by version')
    .option('--fs-config <settings...>', 'NAME=VALUE, settings of a remote for a bucket, which the .dvc file keeps')
    .option('--json', 'write what changed as JSON')
    .addHelpText('after', '\nExample:\n  $ sightline import-url s3://open-data/images data/images')
    .action(async (url: string, out: string | undefined, flags: Flags) => {
      const fetch = checkFlags(flags);
      using project = openProject(quietly(cli, flags.quiet));
      await exclusively(project, cli, 'import-url', async () => {
        const changed = await importUrl(project, createImportSources(project, cli.env), await loadPipeline(project.workspace), {
          url: withoutFileUrl(url),
          out,
          fetch,
          force: flags.force === true,
          settings: new Map([
            ...parseSourceSettings(flags.fsConfig ?? []),
            ...(flags.versionAware === true ? [[versionAware, true] as const] : []),
          ]),
          toRemote: toRemoteOf(flags),
          jobs: flags.jobs,
          signal: cli.signal,
        });
        await tellChanged(project, changed, flags);
      });
    });
}

function checkFlags(flags: Flags): 'all' | 'record' | 'nothing' {
  if (!flags.exec && !flags.download) {
    throw new SightlineError('invalid-option', '--no-exec and --no-download exclude each other');
  }
  if (flags.toRemote === true && (!flags.exec || !flags.download || flags.versionAware === true)) {
    throw new SightlineError('invalid-option', '--to-remote goes with none of --no-exec, --no-download and --version-aware');
  }
  return !flags.exec ? 'nothing' : !flags.download ? 'record' : 'all';
}

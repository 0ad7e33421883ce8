import type { Command } from 'commander';
import { loadPipeline } from '../app/load-pipeline.ts';
import { updateImports } from '../app/update-imports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { createImportSources } from './import-sources.ts';
import { toRemoteOf, type ToRemoteFlags } from './import-options.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { exclusively, openProject, quietly } from './project.ts';
import { parseCount } from './repro-options.ts';

interface Flags extends ToRemoteFlags, LoudnessFlags {
  readonly rev?: string;
  readonly recursive?: boolean;
  readonly download: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
}

/** `sightline update` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('<targets...>', '.dvc files of imports, or what they track')
    .option('--rev <commit>', 'not supported: only imports from other repositories have revisions')
    .option('-R, --recursive', 'all imports in a folder')
    .option('--no-download', 'record what the source holds without downloading it')
    .option('--to-remote', 'send the data to a remote instead of placing it here')
    .option('-r, --remote <name>', 'the remote of --to-remote')
    .option('-j, --jobs <count>', 'downloads at once', parseCount)
    .option('--json', 'write what changed as JSON')
    .addHelpText('after', '\nExample:\n  $ sightline update data/images.dvc')
    .action(async (targets: string[], flags: Flags) => {
      if (flags.rev !== undefined) {
        throw new SightlineError('invalid-option', '--rev is for imports from other repositories', { hint: "Use 'dvc update --rev'." });
      }
      if (flags.toRemote === true && !flags.download) {
        throw new SightlineError('invalid-option', "--to-remote can't be used with --no-download");
      }
      using project = openProject(quietly(cli, flags.quiet));
      await exclusively(project, cli, 'update', async () => {
        const changed = await updateImports(project, createImportSources(project, cli.env), await loadPipeline(project.workspace), {
          targets,
          recursive: flags.recursive === true,
          noDownload: !flags.download,
          toRemote: toRemoteOf(flags),
          jobs: flags.jobs,
          signal: cli.signal,
        });
        if (flags.json === true) {
          project.console.result(`${JSON.stringify({ changed })}\n`);
        }
      });
    });
}

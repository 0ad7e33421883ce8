import type { Command } from 'commander';
import { headLocks } from '../app/head-context.ts';
import { loadPipeline, type Pipeline } from '../app/load-pipeline.ts';
import { status } from '../app/status.ts';
import type { Value } from '../core/value/value.ts';
import { SightlineError } from '../core/errors.ts';
import { statusLines } from '../core/pipeline/stage-status.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { laterSources } from './later-sources.ts';
import { addLoudness } from './loudness.ts';
import { type OpenProject, openProject, quietly } from './project.ts';
import { parseCount } from './repro-options.ts';
import { toTransferChoice, type TransferFlags } from './transfer-options.ts';

interface Flags extends TransferFlags {
  readonly cloud?: boolean;
  readonly updates: boolean;
}

const emptyText = 'There are no data or pipelines tracked in this project yet.';

/** `sightline status` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command, { quiet: 'print nothing; exit with 1 when anything changed, unless --json is given' })
    .argument('[targets...]', 'stages, .dvc files, dvc.yaml files or tracked paths')
    .option('--json', "write DVC's JSON")
    .option('-R, --recursive', 'take a folder for all that is in it')
    .option('-d, --with-deps', 'of the targets also what they depend on')
    .option('-c, --cloud', 'compare the cache with a remote instead')
    .option('-r, --remote <name>', 'the remote to compare with; the default one otherwise')
    .option('-a, --all-branches', 'with -c or -r: what the branches use, too')
    .option('-T, --all-tags', 'with -c or -r: what the tags use, too')
    .option('-A, --all-commits', 'with -c or -r: what any commit uses, too')
    .option('-j, --jobs <count>', 'with -c or -r: questions at once', parseCount)
    .option('--no-updates', 'do not ask buckets with versions whether what was imported has changed')
    .addHelpText('after', '\nExamples:\n  $ sightline status train\n  $ sightline status --cloud')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const isCloud = flags.cloud === true || flags.remote !== undefined;
      const found = isCloud ? await cloudState(project, cli, targets, flags) : await localState(project, cli, targets, flags);
      if (flags.json === true) {
        project.console.result(`${writePythonJson(found.value)}\n`);
      } else if (flags.quiet === true) {
        cli.exitWith(found.value.size > 0 ? 1 : 0);
      } else {
        cli.console.result(found.lines.length > 0 ? found.lines.map((line) => `${line}\n`).join('') : `${found.clean}\n`);
      }
    });
}

interface Found {
  readonly value: Value & { readonly size: number };
  readonly lines: readonly string[];
  /** What is said when there are none. */
  readonly clean: string;
}

async function localState(project: OpenProject, cli: Cli, targets: readonly string[], flags: Flags): Promise<Found> {
  refuseMeaningless(flags);
  const pipeline = await loadPipeline(project.workspace);
  const value = await status(project, pipeline, {
    targets,
    recursive: flags.recursive === true,
    withDeps: flags.withDeps === true,
    otherLocks: headLocks(project.git),
    imports: { sources: laterSources(project, cli), updates: flags.updates },
  });
  return {
    value,
    lines: [...value].flatMap(([address, entries]) => statusLines(address, entries)),
    clean: cleanText(pipeline, 'Data and pipelines are up to date.'),
  };
}

async function cloudState(project: OpenProject, cli: Cli, targets: readonly string[], flags: Flags): Promise<Found> {
  const { cloudStatus } = await import('../app/cloud-status.ts'); // a local status is asked for often
  const value = await cloudStatus(project, toTransferChoice(targets, flags), cli.signal);
  const indent = flags.cloud === true ? '\t' : '';
  const remote = flags.remote ?? project.remotes.defaultName ?? '';
  return {
    value,
    lines: [...value].map(([path, state]) => `${indent}${`${state}:`.padEnd(stateColumns)}${path}`),
    clean: cleanText(await loadPipeline(project.workspace), `Cache and remote '${remote}' are in sync.`),
  };
}

const stateColumns = 20;

function cleanText(pipeline: Pipeline, otherwise: string): string {
  return pipeline.nodes.length === 0 ? emptyText : otherwise;
}

function refuseMeaningless(flags: Flags): void {
  const used = Object.entries({
    '--all-branches': flags.allBranches,
    '--all-tags': flags.allTags,
    '--all-commits': flags.allCommits,
    '--jobs': flags.jobs,
  }).filter(([, value]) => value !== undefined);
  if (used.length > 0) {
    throw new SightlineError('invalid-option', `${used.map(([flag]) => flag).join(', ')} only makes sense with --cloud or --remote`);
  }
}

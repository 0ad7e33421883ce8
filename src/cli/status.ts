import { type Command, Option } from 'commander';
import { readHeadLocks } from '../app/head-context.ts';
import { loadPipeline } from '../app/load-pipeline.ts';
import { status } from '../app/status.ts';
import { SightlineError } from '../core/errors.ts';
import { statusLines } from '../core/pipeline/stage-status.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
  readonly json?: boolean;
  readonly recursive?: boolean;
  readonly withDeps?: boolean;
}

/** DVC's flags that compare the cache with a remote. */
const remoteFlags = [
  ['-c, --cloud', 'cloud'],
  ['-r, --remote <name>', 'remote'],
  ['-a, --all-branches', 'allBranches'],
  ['-T, --all-tags', 'allTags'],
  ['-A, --all-commits', 'allCommits'],
  ['-j, --jobs <count>', 'jobs'],
] as const;

const emptyText = 'There are no data or pipelines tracked in this project yet.\n';

/** `sightline status` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command, { quiet: 'print nothing; exit with 1 when anything changed, unless --json is given' })
    .argument('[targets...]', 'stages, .dvc files, dvc.yaml files or tracked paths')
    .option('--json', "write DVC's JSON")
    .option('-R, --recursive', 'take a folder for all that is in it')
    .option('-d, --with-deps', 'of the targets also what they depend on')
    .option('--no-updates', 'accepted for DVC: what was imported is never looked up at its source')
    .addHelpText('after', '\nExample:\n  $ sightline status train');
  remoteFlags.forEach(([flag]) => command.addOption(new Option(flag, 'not yet: compares with a remote').hideHelp()));
  command
    .addHelpText('after', '\nComparing with a remote (-c, -r, -a, -T, -A, -j of DVC) comes with the data commands.')
    .action(async (targets: string[], flags: Flags) => {
      refuseRemoteFlags(command);
      using project = openProject(quietly(cli, flags.quiet));
      const pipeline = await loadPipeline(project.workspace);
      const otherLocks = await readHeadLocks(project.git);
      const found = await status(project, pipeline, {
        targets,
        recursive: flags.recursive === true,
        withDeps: flags.withDeps === true,
        otherLocks,
      });
      if (flags.json === true) {
        project.console.result(`${writePythonJson(found)}\n`);
      } else if (flags.quiet === true) {
        cli.exitWith(found.size > 0 ? 1 : 0);
      } else if (found.size > 0) {
        const lines = [...found].flatMap(([address, entries]) => statusLines(address, entries));
        cli.console.result(lines.map((line) => `${line}\n`).join(''));
      } else {
        cli.console.result(pipeline.nodes.length === 0 ? emptyText : 'Data and pipelines are up to date.\n');
      }
    });
}

function refuseRemoteFlags(command: Command): void {
  const used = remoteFlags.find(([, name]) => command.getOptionValue(name) !== undefined);
  if (used !== undefined) {
    throw new SightlineError('not-yet', `'${used[0]}' compares with a remote, which comes with the data commands`);
  }
}

import { Option, type Command } from 'commander';
import { dataStatus } from '../app/data-status.ts';
import { dataStatusText } from '../core/data-diff/data-status-text.ts';
import { dataStatusValue } from '../core/data-diff/data-status.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { openProject, quietly } from './project.ts';

interface Flags extends LoudnessFlags {
  readonly json?: boolean;
  readonly granular?: boolean;
  readonly unchanged?: boolean;
  readonly untrackedFiles?: 'no' | 'all';
  readonly notInRemote?: boolean;
  readonly remote?: string;
}

/** `sightline data status` */
export function defineDataStatus(command: Command, cli: Cli): void {
  addLoudness(command)
    .argument('[targets...]', 'only these tracked paths and what lies in them')
    .option('--json', "write DVC's JSON")
    .option('--granular', 'tell of the files in tracked folders one by one')
    .option('--unchanged', 'tell of what did not change, too')
    .addOption(new Option('--untracked-files [which]', 'tell of files that git does not know').choices(['no', 'all']).preset('all'))
    .option('--not-in-remote', 'tell of what a push would have to send: what a remote lacks')
    .option('-r, --remote <name>', 'with --not-in-remote: the remote to ask; the default one otherwise')
    .option('--no-remote-refresh', 'taken for DVC scripts: nothing is remembered of remotes, so they are asked all the same')
    .addHelpText('after', '\nExample:\n  $ sightline data status --granular')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(quietly(cli, flags.quiet));
      const found = await dataStatus(project, {
        targets,
        granular: flags.granular === true,
        withUnchanged: flags.unchanged === true,
        withUntracked: flags.untrackedFiles === 'all',
        atRemote: flags.notInRemote === true ? { remote: flags.remote, signal: cli.signal } : undefined,
      });
      project.console.result(flags.json === true ? `${writePythonJson(dataStatusValue(found))}\n` : dataStatusText(found));
    });
}

import { type Command, Option } from 'commander';
import type { TransferChoice } from '../app/chosen-outputs.ts';
import type { Console } from '../core/ports.ts';
import type { Remotes } from '../core/remote-ports.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import { addPullRequestOption } from './place-options.ts';
import { parseCount } from './repro-options.ts';

/** The flags that push, fetch and pull share. */
export interface TransferFlags extends LoudnessFlags {
  readonly remote?: string;
  readonly jobs?: number;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
  readonly withDeps?: boolean;
  readonly recursive?: boolean;
  readonly glob?: boolean;
  readonly runCache?: boolean;
  readonly json?: boolean;
  readonly pullRequest?: number;
}

/** Declares DVC's flags of push, fetch and pull; `verb` says what happens with data. */
export function addTransferOptions(command: Command, verb: string): Command {
  return addPullRequestOption(addLoudness(command))
    .argument('[targets...]', 'tracked files and folders, .dvc files and stages; everything by default')
    .option('-r, --remote <name>', 'a remote of the configuration; the default one otherwise')
    .option('-j, --jobs <count>', 'transfers at once; by default as many as the remote is fastest with', parseCount)
    .option('-a, --all-branches', `${verb} what the branches use, too`)
    .option('-T, --all-tags', `${verb} what the tags use, too`)
    .option('-A, --all-commits', `${verb} what any commit uses, too`)
    .option('-d, --with-deps', 'of the targets also what they depend on')
    .option('-R, --recursive', 'take a folder for all that is in it')
    .option('--run-cache', 'also the runs of stages, so that they need not run again')
    .addOption(new Option('--no-run-cache', 'leave the runs of stages out, as is the default').hideHelp())
    .option('--json', 'write the counts as JSON');
}

/** The flags as the verbs take them. */
export function toTransferChoice(targets: readonly string[], flags: TransferFlags): TransferChoice {
  return {
    targets,
    recursive: flags.recursive === true,
    withDeps: flags.withDeps === true,
    glob: flags.glob === true,
    remote: flags.remote,
    jobs: flags.jobs,
    runCache: flags.runCache === true,
    revisions: {
      allBranches: flags.allBranches === true,
      allTags: flags.allTags === true,
      allCommits: flags.allCommits === true,
    },
  };
}

/** DVC's note where neither a flag nor the configuration names a remote. */
export function noteNoRemote(console: Console, remotes: Remotes, { remote }: TransferFlags): void {
  if (remote === undefined && remotes.defaultName === undefined) {
    console.warn('No remote provided and no default remote set.');
  }
}

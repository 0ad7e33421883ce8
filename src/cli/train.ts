import type { Command } from 'commander';
import { openRunStatements } from '../adapters/github/run-statements.ts';
import { train, type Training } from '../app/train.ts';
import { version } from '../version.ts';
import type { Cli } from './command.ts';
import { addFromPullRequestOption, addProvenOption, addPullRequestOption, claimant } from './place-options.ts';
import { exclusively, openProject } from './project.ts';
import { parseCount } from './repro-options.ts';

interface Flags {
  readonly jobs: number;
  readonly pull?: boolean;
  readonly push?: boolean;
  readonly run: boolean;
  readonly commitLock?: boolean;
  readonly pullRequest?: number;
  readonly fromPullRequest?: number;
  readonly proven?: boolean;
  readonly json?: boolean;
}

/** `sightline train` */
export function define(command: Command, cli: Cli): void {
  addProvenOption(addFromPullRequestOption(addPullRequestOption(command)))
    .argument('[targets...]', 'stages to bring up to date with all they read; every pipeline by default')
    .option('-j, --jobs <count>', 'run this many independent stages at once', parseCount, 1)
    .option('--pull', 'fetch runs and missing data from the default remote')
    .option('--push', 'claim each run at the default remote first, as --pull-request does, and send what is made')
    .option('--no-run', 'take what was trained, and fail where a stage would have to run')
    .option('--commit-lock', 'commit the lock where train.lock of sightline.yaml asks for that, for who pushes it')
    .option('--json', 'print JSON: ran, restored, unchanged, trainings, notedCommit, lockCommit, stages: [{ stage, outcome }]')
    .addHelpText('after', '\nExample:\n  $ sightline plan && sightline train')
    .action(async (targets: string[], flags: Flags) => {
      using project = openProject(cli);
      const quietStdout = flags.json === true;
      const isSharing = flags.push === true || flags.pullRequest !== undefined;
      const options = {
        targets,
        jobs: flags.jobs,
        noRun: !flags.run,
        pull: flags.pull === true || isSharing || flags.fromPullRequest !== undefined || flags.proven === true,
        quietStdout,
        signal: cli.signal,
        writer: `sightline ${version}`,
        places: flags,
        commitLock: flags.commitLock === true,
        statements: openRunStatements(cli.env),
        ...(isSharing ? { by: claimant(cli.env) } : {}),
      };
      const { failure, ...training } = await exclusively(project, cli, 'train', () => train(project, options));
      if (quietStdout || failure === undefined) {
        cli.console.result(quietStdout ? `${JSON.stringify(training)}\n` : describe(training));
      }
      if (failure !== undefined) {
        throw failure;
      }
    });
}

function describe({ ran, restored, unchanged, trainings, notedCommit, lockCommit }: Training): string {
  const lines = [
    `${trainings === 1 ? '1 training' : `${trainings} trainings`}; ran: ${list(ran)}; from the cache: ${list(restored)}; unchanged: ${list(unchanged)}`,
    ...(notedCommit === null ? [] : [`The lock is kept as a git note on ${notedCommit.slice(0, 12)}.`]),
    ...(lockCommit === null ? [] : [`The lock is commit ${lockCommit.slice(0, 12)}.`]),
  ];
  return `${lines.join('\n')}\n`;
}

function list(stages: readonly string[]): string {
  return stages.length === 0 ? 'nothing' : stages.join(', ');
}

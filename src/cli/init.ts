import type { Command } from 'commander';
import { createGit } from '../adapters/git/git.ts';
import { openLocalStore, type LocalStore } from '../adapters/local-store/local-store.ts';
import { init } from '../app/init.ts';
import { SightlineError } from '../core/errors.ts';
import type { Git } from '../core/ports.ts';
import type { Cli } from './command.ts';
import { addLoudness, type LoudnessFlags } from './loudness.ts';
import type { SetUpFlags, TypedAnswers } from './set-up.ts';

interface Flags extends LoudnessFlags, SetUpFlags {
  readonly force?: boolean;
  readonly scm: boolean;
  readonly subdir?: boolean;
  readonly yes?: boolean;
  readonly overwriteWorkflows?: boolean;
}

/** `sightline init` */
export function define(command: Command, cli: Cli): void {
  addLoudness(command, { quiet: 'print nothing' })
    .option('--no-scm', 'start a project without git')
    .option('--subdir', "start it below the git repository's root")
    .option('-f, --force', 'start anew where there is a project; its cache is removed')
    .option('-y, --yes', 'write sightline.yaml and the workflows for pull requests, too, and ask nothing')
    .option('--model <name>', "the model's name (default: the folder's)")
    .option('--task <task>', 'what it is for (default: classification)')
    .option('--artifact <path>', 'what training writes (default: models/NAME)')
    .option('--images <folder>', 'of the test images (default: data/test)')
    .option('--labels <file>', 'of the test images (default: none, folders name the classes)')
    .option('--runs-on <labels>', 'of the runner that trains (default: self-hosted,gpu)')
    .option('--light-runner <labels>', 'of the runner for all else (default: ubuntu-latest)')
    .option('--remote <url>', 'where data and runs are kept, as s3://bucket/folder')
    .option('--untrusted-role <arn>', "Amazon's role that pull requests take on")
    .option('--trusted-role <arn>', 'the one that the default branch takes on')
    .option('--region <region>', 'of the bucket')
    .option('--actions <source>', 'owner/repository@commit, or ./folder of this repository (default: those of this release)')
    .option('--lock <place>', 'where the default branch keeps locks: note, or commit, pushed by a GitHub App (default: note)')
    .option('--overwrite-workflows', 'write workflows anew that differ')
    .addHelpText('after', '\nExample:\n  $ git init && sightline init\n  $ sightline init --yes --remote s3://bucket/data')
    .action(async (flags: Flags) => {
      using store = openLocalStore(cli.cwd, cli.env);
      const git = createGit(cli.cwd);
      const typed = await wantedSetUp(cli, flags);
      if (typed === undefined) {
        await start(cli, store, git, flags);
        return;
      }
      const { finishSetUp } = await import('./finish-set-up.ts');
      const { openChanges } = await import('../adapters/git/changes.ts');
      const { listProjects } = await import('../app/proposed-projects.ts');
      const { readAnswers } = await import('./set-up.ts');
      const answers = await readAnswers(typed, git, await listProjects(await openChanges(cli.cwd)));
      await startUnlessThere(cli, store, git, flags);
      await finishSetUp({ cli, workspace: store.workspace, config: store.config, git }, { ...flags, remote: typed.remote }, answers);
    });
}

/** What to set up besides DVC's project: nothing, unless `--yes` or a person at the terminal says so. */
async function wantedSetUp(cli: Cli, flags: Flags): Promise<TypedAnswers | undefined> {
  const isAsked = process.stdin.isTTY && process.stdout.isTTY && flags.quiet !== true && flags.scm && flags.subdir !== true;
  if (flags.yes !== true && !isAsked) {
    refuseIdle(flags);
    return undefined;
  }
  if (!flags.scm || flags.subdir === true) {
    throw new SightlineError(
      'invalid-option',
      'workflows belong to the root of a git repository, so --yes goes with neither --no-scm nor --subdir',
    );
  }
  const { suggestedAnswers } = await import('./set-up.ts');
  const suggested = suggestedAnswers(cli.cwd, flags);
  if (flags.yes === true) {
    return suggested;
  }
  const { askSetUp } = await import('./ask-set-up.ts');
  return await askSetUp(suggested);
}

const setUpFlags = [
  'model',
  'task',
  'artifact',
  'images',
  'labels',
  'runsOn',
  'lightRunner',
  'remote',
  'untrustedRole',
  'trustedRole',
  'region',
  'lock',
  'actions',
] as const;

/** Options that nothing would be done with are a mistake. */
function refuseIdle(flags: Flags): void {
  if (flags.overwriteWorkflows === true || setUpFlags.some((name) => flags[name] !== undefined)) {
    throw new SightlineError('invalid-option', 'these options are about workflows, which nobody asked for', { hint: 'Add --yes.' });
  }
}

/** A project that is there already is no reason not to set up the rest. */
async function startUnlessThere(cli: Cli, store: LocalStore, git: Git, flags: Flags): Promise<void> {
  if (flags.force === true || (await store.workspace.kind('.dvc')) !== 'folder') {
    await start(cli, store, git, flags);
  }
}

async function start(cli: Cli, { workspace }: LocalStore, git: Git, flags: Flags): Promise<void> {
  await init(workspace, git, { force: flags.force === true, noScm: !flags.scm, subdir: flags.subdir === true });
  if (flags.quiet !== true) {
    cli.console.result(`Initialized DVC repository.\n${flags.scm ? '\nYou can now commit the changes to git.\n' : ''}`);
  }
}

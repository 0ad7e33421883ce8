import type { DvcConfig } from '../core/data/dvc-config.ts';
import { SightlineError } from '../core/errors.ts';
import type { Git, Workspace } from '../core/ports.ts';
import { addRemote } from '../app/remote-config.ts';
import type { SetUpAnswers, SetUpFile } from '../app/set-up-files.ts';
import { askOverwrite } from './ask-set-up.ts';
import type { Cli } from './command.ts';
import type { LoudnessFlags } from './loudness.ts';
import { changeRemotes } from './remote-files.ts';
import { setUp } from './set-up.ts';

interface Ports {
  readonly cli: Cli;
  readonly workspace: Workspace;
  /** As it was before: a remote that is there stays the default. */
  readonly config: DvcConfig;
  readonly git: Git;
}

interface Flags extends LoudnessFlags {
  readonly yes?: boolean;
  readonly overwriteWorkflows?: boolean;
  /** Empty for none. */
  readonly remote: string;
}

/**
 * Writes the remote, the spec and the workflows, and says what to do next. Exit code 1 where a file that differs was kept. Throws
 * `invalid-option` for a project that isn't at the root of git's repository.
 */
export async function finishSetUp({ cli, workspace, config, git }: Ports, flags: Flags, answers: SetUpAnswers): Promise<void> {
  if ((await git.prefix()) !== '') {
    throw new SightlineError('invalid-option', 'workflows belong to the root of the git repository, and this project lies below it');
  }
  const say = (text: string): void => (flags.quiet === true ? undefined : cli.console.result(text));
  const hasRemote = config.get('core')?.get('remote') !== undefined;
  if (flags.remote !== '' && !hasRemote) {
    await changeRemotes(cli, flags, (files) => addRemote(files, 'store', flags.remote, { force: false, isDefault: true }));
    say(`made ${flags.remote} the default remote\n`);
  }
  const mayOverwrite = async (files: readonly SetUpFile[]): Promise<boolean> =>
    flags.overwriteWorkflows === true || (flags.yes !== true && (await askOverwrite(files.map(({ path }) => path))));
  const { written, kept } = await setUp(workspace, answers, mayOverwrite);
  written.forEach((path) => say(`wrote ${path}\n`));
  kept.forEach((path) => cli.console.warn(`kept ${path}, which differs: --overwrite-workflows writes it anew`));
  say(nextSteps(answers, hasRemote || flags.remote !== ''));
  cli.exitWith(kept.length === 0 ? 0 : 1);
}

function nextSteps({ spec, workflows }: SetUpAnswers, hasRemote: boolean): string {
  const { roles } = workflows;
  const data = hasRemote ? 'sightline push' : 'sightline remote add -d store s3://bucket/folder, then sightline push';
  const letIn =
    roles === undefined
      ? 'Let the runners into the bucket: with roles (--untrusted-role, --trusted-role), or as your machines are let in.'
      : `Let GitHub take on ${roles.untrusted} and ${roles.trusted}: docs/pull-requests.md has both trust policies.`;
  return [
    '',
    'Next:',
    `1. Check sightline.yaml, commit what was written, and share the data: ${data}.`,
    `2. ${letIn}`,
    `3. Register a runner with the labels ${spec.runsOn.join(', ')} and open a pull request that changes an image, a label or params.yaml.`,
    '',
  ].join('\n');
}

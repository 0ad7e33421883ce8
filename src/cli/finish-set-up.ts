import type { DvcConfig } from '../core/data/dvc-config.ts';
import { SightlineError } from '../core/errors.ts';
import type { Git, Workspace } from '../core/ports.ts';
import type { ActionsSource } from '../core/workflows/workflow-settings.ts';
import { addRemote } from '../app/remote-config.ts';
import type { SetUpAnswers, SetUpFile } from '../app/set-up-files.ts';
import { specFile } from '../core/spec/spec-file.ts';
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
  const remote = config.get('core')?.get('remote');
  if (flags.remote !== '' && remote === undefined) {
    await changeRemotes(cli, flags, (files) => addRemote(files, 'store', flags.remote, { force: false, isDefault: true }));
    say(`made ${flags.remote} the default remote\n`);
  } else if (flags.remote !== '') {
    say(`the default remote stays '${remote}'\n`);
  }
  const mayOverwrite = async (files: readonly SetUpFile[]): Promise<boolean> =>
    flags.overwriteWorkflows === true || (flags.yes !== true && (await askOverwrite(files.map(({ path }) => path))));
  const { written, kept } = await setUp(workspace, answers, mayOverwrite);
  written.forEach((path) => say(`wrote ${path}\n`));
  kept.forEach((path) => cli.console.warn(`kept ${path}, which differs: --overwrite-workflows writes it anew`));
  const hasSpec = !written.includes(specFile);
  if (hasSpec) {
    say(`${specFile} stays as it is\n`);
  }
  const facts = {
    hasRemote: remote !== undefined || flags.remote !== '',
    hasSpec,
    hasPipeline: (await workspace.kind('dvc.yaml')) !== undefined,
    missingActions: await missingActions(workspace, answers.workflows.actions),
  };
  say(nextSteps(answers, facts));
  cli.exitWith(kept.length === 0 ? 0 : 1);
}

interface Facts {
  readonly hasRemote: boolean;
  /** It was there before, so it may say otherwise than the answers. */
  readonly hasSpec: boolean;
  readonly hasPipeline: boolean;
  /** A folder that workflows take actions from, and that has none. */
  readonly missingActions: string | undefined;
}

async function missingActions(workspace: Workspace, actions: ActionsSource): Promise<string | undefined> {
  const folder = actions.kind === 'folder' ? actions.path : undefined;
  const isThere = folder === undefined || (await workspace.kind(`${folder.slice('./'.length)}/setup`)) !== undefined;
  return isThere ? undefined : folder;
}

function nextSteps(
  { spec, workflows: { roles } }: SetUpAnswers,
  { hasRemote, hasSpec, hasPipeline, missingActions: folder }: Facts,
): string {
  const data = hasRemote ? 'sightline push' : 'sightline remote add -d store s3://bucket/folder, then sightline push';
  const letIn =
    roles === undefined
      ? 'Let the runners into the bucket: with roles (--untrusted-role, --trusted-role), or as your machines are let in.'
      : `Let GitHub take on ${roles.untrusted} and ${roles.trusted}: docs/pull-requests.md has both trust policies.`;
  const labels = hasSpec ? `that ${specFile} names in train.runsOn` : spec.runsOn.join(', ');
  const steps = [
    ...(hasPipeline ? [] : ['Say in dvc.yaml how the model is trained: docs/first-steps.md has an example.']),
    ...(folder === undefined ? [] : [`Put the actions of Sightline into ${folder}: docs/pull-requests.md says how.`]),
    `Check ${specFile}, commit what was written, and share the data: ${data}.`,
    letIn,
    `Register a runner with the labels ${labels} and open a pull request that changes an image, a label or params.yaml.`,
  ];
  return ['', 'Next:', ...steps.map((step, at) => `${at + 1}. ${step}`), ''].join('\n');
}

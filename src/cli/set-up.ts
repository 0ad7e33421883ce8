import { basename } from 'node:path';
import { readWorkflowTemplates } from '../adapters/templates/workflow-templates.ts';
import { planSetUp, writeSetUp, type SetUpAnswers, type SetUpFile } from '../app/set-up-files.ts';
import { SightlineError } from '../core/errors.ts';
import { tasks, type Task } from '../core/metrics/task.ts';
import type { Git, Workspace } from '../core/ports.ts';
import { readSpec } from '../core/spec/read-spec.ts';
import { startingSpec, type SpecAnswers } from '../core/spec/starting-spec.ts';
import {
  checkRolePart,
  checkRoles,
  readActionsSource,
  type ActionsSource,
  type WorkflowRoles,
} from '../core/workflows/workflow-settings.ts';
import { releasedActions } from '../released-actions.ts';

/** What the command line says of a repository that is to be trained by pull requests; a question asks for what it leaves out. */
export interface SetUpFlags {
  readonly model?: string;
  readonly task?: string;
  readonly artifact?: string;
  readonly images?: string;
  readonly labels?: string;
  readonly runsOn?: string;
  readonly lightRunner?: string;
  readonly remote?: string;
  readonly untrustedRole?: string;
  readonly trustedRole?: string;
  readonly region?: string;
  readonly actions?: string;
  readonly lock?: string;
}

/** Answers as text, as a person types them; empty for nothing. */
export interface TypedAnswers {
  readonly model: string;
  readonly task: Task;
  readonly artifact: string;
  readonly images: string;
  readonly labels: string;
  readonly runsOn: string;
  readonly lightRunner: string;
  readonly remote: string;
  readonly untrustedRole: string;
  readonly trustedRole: string;
  readonly region: string;
  readonly actions: string;
  readonly lock: 'note' | 'commit';
}

/** What is assumed unless somebody says otherwise. */
export function suggestedAnswers(cwd: string, flags: SetUpFlags): TypedAnswers {
  const model = flags.model ?? modelName(basename(cwd));
  return {
    model,
    task: readTask(flags.task ?? 'classification'),
    artifact: flags.artifact ?? `models/${model}`,
    images: flags.images ?? 'data/test',
    labels: flags.labels ?? '',
    runsOn: flags.runsOn ?? 'self-hosted, gpu',
    lightRunner: flags.lightRunner ?? 'ubuntu-latest',
    remote: flags.remote ?? '',
    untrustedRole: flags.untrustedRole ?? '',
    trustedRole: flags.trustedRole ?? '',
    region: flags.region ?? '',
    actions: flags.actions ?? releasedActions ?? '',
    lock: readLock(flags.lock ?? 'note'),
  };
}

/** Checks what was typed; `projects` are folders of those that are there, besides the one at git's top. Throws `invalid-option`. */
export async function readAnswers(
  typed: TypedAnswers,
  git: Pick<Git, 'currentBranch' | 'defaultBranch'>,
  projects: readonly string[],
): Promise<SetUpAnswers> {
  const { model: name, task, artifact, images, labels } = typed;
  const answers = {
    spec: { name, task, artifact, images, labels: labels === '' ? undefined : labels, runsOn: readLabels(typed.runsOn), lock: typed.lock },
    workflows: {
      actions: readActions(typed.actions),
      roles: readRoles(typed),
      lightRunner: readLabels(typed.lightRunner),
      lock: typed.lock,
      projects: [...new Set(['.', ...projects])],
      defaultBranch: await nameDefaultBranch(git),
    },
  };
  checkSpec(answers.spec);
  return answers;
}

const sampleSpec: SpecAnswers = {
  name: 'model',
  task: 'classification',
  artifact: 'model',
  images: 'data',
  labels: undefined,
  runsOn: ['gpu'],
  lock: 'note',
};

/** Checks one answer by itself, while it is typed. Throws `invalid-option`. */
export function checkAnswer(key: Exclude<keyof TypedAnswers, 'task' | 'lock'>, text: string): void {
  const checks: Readonly<Record<typeof key, () => unknown>> = {
    model: () => checkSpec({ ...sampleSpec, name: text }),
    artifact: () => checkSpec({ ...sampleSpec, artifact: text }),
    images: () => checkSpec({ ...sampleSpec, images: text }),
    labels: () => text === '' || checkSpec({ ...sampleSpec, labels: text }),
    runsOn: () => readLabels(text),
    lightRunner: () => readLabels(text),
    remote: () => undefined,
    untrustedRole: () => text === '' || checkRolePart('untrusted', text),
    trustedRole: () => checkRolePart('trusted', text),
    region: () => checkRolePart('region', text),
    actions: () => readActions(text),
  };
  checks[key]();
}

/** Writes the files; what stands in the way is kept unless `mayOverwrite` says yes. Answers both by path. */
export async function setUp(
  workspace: Workspace,
  answers: SetUpAnswers,
  mayOverwrite: (files: readonly SetUpFile[]) => Promise<boolean>,
): Promise<{ readonly written: readonly string[]; readonly kept: readonly string[] }> {
  const files = await planSetUp(workspace, await readWorkflowTemplates(), answers);
  const different = files.filter(({ state }) => state === 'differs');
  const overwrite = different.length > 0 && (await mayOverwrite(different));
  return { written: await writeSetUp(workspace, files, overwrite), kept: overwrite ? [] : different.map(({ path }) => path) };
}

/** What is typed would stand in a spec, so the spec's own rules hold for it. */
function checkSpec(spec: SpecAnswers): void {
  try {
    readSpec(startingSpec(spec, []));
  } catch (error) {
    throw error instanceof SightlineError ? new SightlineError('invalid-option', error.message) : error;
  }
}

function readTask(text: string): Task {
  const task = tasks.find((candidate) => candidate === text);
  if (task === undefined) {
    throw new SightlineError('invalid-option', `'${text}' is no task`, { hint: `Take one of ${tasks.join(', ')}.` });
  }
  return task;
}

function readLock(text: string): TypedAnswers['lock'] {
  if (text !== 'note' && text !== 'commit') {
    throw new SightlineError('invalid-option', `'${text}' is no place for a lock`, { hint: 'Take note or commit.' });
  }
  return text;
}

function readActions(text: string): ActionsSource {
  if (text === '') {
    throw new SightlineError('invalid-option', 'this build of Sightline belongs to no release, so it knows no commit of its actions', {
      hint: 'Give --actions owner/repository@commit, or --actions ./folder for actions that lie in this repository.',
    });
  }
  return readActionsSource(text);
}

function readRoles({ untrustedRole: untrusted, trustedRole: trusted, region }: TypedAnswers): WorkflowRoles | undefined {
  if (untrusted === '' && trusted === '' && region === '') {
    return undefined;
  }
  return checkRoles({ untrusted, trusted, region });
}

function readLabels(text: string): readonly string[] {
  const labels = text.split(',').map((label) => label.trim());
  const bad = labels.find((label) => !/^[A-Za-z0-9][\w.:-]{0,99}$/.test(label));
  if (bad !== undefined) {
    throw new SightlineError('invalid-option', `'${bad}' is no label of a runner`, { hint: 'Write labels as self-hosted,gpu.' });
  }
  return labels;
}

/** A folder's name as a model may be called. */
function modelName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 64);
  return name.length < 2 ? 'model' : name;
}

/** A repository without commits has only the branch that it is on. */
async function nameDefaultBranch(git: Pick<Git, 'currentBranch' | 'defaultBranch'>): Promise<string> {
  try {
    return await git.defaultBranch();
  } catch {
    return (await git.currentBranch()) ?? 'main';
  }
}

import { SightlineError } from '../core/errors.ts';
import { tasks } from '../core/metrics/task.ts';
import { checkAnswer, type TypedAnswers } from './set-up.ts';

type Asked = Exclude<keyof TypedAnswers, 'task' | 'lock'>;
type Ask = (key: Asked, message: string, initialValue?: string) => Promise<string>;

/**
 * Asks on the terminal, each question with what is assumed unless it is changed; an answer that can't be is asked for again.
 * Undefined where only a DVC project is wanted.
 */
export async function askSetUp(suggested: TypedAnswers): Promise<TypedAnswers | undefined> {
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const told = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) {
      throw new SightlineError('interrupted', 'nothing was written', { hint: 'Run the same command again.' });
    }
    return answer as Exclude<T, symbol>;
  };
  const ask: Ask = async (key, message, initialValue = suggested[key]) =>
    told(await text({ message, initialValue, validate: (value = '') => complaint(key, value.trim()) })).trim();
  if (!told(await confirm({ message: 'Train on pull requests, too? Workflows for GitHub and a sightline.yaml are written then.' }))) {
    return undefined;
  }
  const model = await ask('model', "The model's name");
  const task = told(
    await select({ message: 'What is it for?', options: tasks.map((value) => ({ value, label: value })), initialValue: suggested.task }),
  );
  const images = await ask('images', 'Folder of the test images');
  const labels = await ask('labels', 'Label file of the test images; empty where folders name the classes');
  const runsOn = await ask('runsOn', 'Labels of the runner that trains');
  const remote = await ask('remote', 'Where data and runs are kept, as s3://bucket/folder; empty for the remote that is there');
  const untrustedRole = await ask('untrustedRole', "Amazon's role for pull requests (arn:aws:iam::...); empty for none");
  const roles =
    untrustedRole === '' ? { untrustedRole, trustedRole: '', region: '' } : { untrustedRole, ...(await askTrusted(ask, suggested)) };
  const actions =
    suggested.actions === '' ? await ask('actions', 'Actions of Sightline, as owner/repository@commit or ./folder') : suggested.actions;
  const artifact = suggested.artifact === `models/${suggested.model}` ? `models/${model}` : suggested.artifact;
  return { ...suggested, model, task, artifact, images, labels, runsOn, remote, ...roles, actions };
}

async function askTrusted(ask: Ask, { region }: TypedAnswers): Promise<Pick<TypedAnswers, 'trustedRole' | 'region'>> {
  const trustedRole = await ask('trustedRole', 'The role for the default branch');
  return { trustedRole, region: await ask('region', 'Region of the bucket', region === '' ? 'eu-central-1' : region) };
}

/** What is wrong with an answer, undefined for nothing. */
function complaint(key: Asked, value: string): string | undefined {
  try {
    checkAnswer(key, value);
    return undefined;
  } catch (error) {
    if (error instanceof SightlineError) {
      return error.message;
    }
    throw error;
  }
}

/** Asks whether files that differ are written anew; no is the default. */
export async function askOverwrite(paths: readonly string[]): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  const message = `Overwrite what stands there? ${paths.join(', ')}`;
  return (await confirm({ message, initialValue: false })) === true;
}

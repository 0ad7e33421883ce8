import { SightlineError } from '../core/errors.ts';
import { tasks } from '../core/metrics/task.ts';
import type { TypedAnswers } from './set-up.ts';

/** Asks on the terminal, each question with what is assumed unless it is changed. Undefined where only a DVC project is wanted. */
export async function askSetUp(suggested: TypedAnswers): Promise<TypedAnswers | undefined> {
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const told = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) {
      throw new SightlineError('interrupted', 'nothing was written', { hint: 'Run the same command again.' });
    }
    return answer as Exclude<T, symbol>;
  };
  const ask = async (message: string, initialValue: string): Promise<string> => told(await text({ message, initialValue })).trim();
  if (!told(await confirm({ message: 'Train on pull requests, too? Workflows for GitHub and a sightline.yaml are written then.' }))) {
    return undefined;
  }
  const model = await ask("The model's name", suggested.model);
  const task = told(
    await select({ message: 'What is it for?', options: tasks.map((value) => ({ value, label: value })), initialValue: suggested.task }),
  );
  const images = await ask('Folder of the test images', suggested.images);
  const labels = await ask('Label file of the test images; empty where folders name the classes', suggested.labels);
  const runsOn = await ask('Labels of the runner that trains', suggested.runsOn);
  const remote = await ask('Where data and runs are kept, as s3://bucket/folder; empty for the remote that is there', suggested.remote);
  const untrustedRole = await ask("Amazon's role for pull requests (arn:aws:iam::...); empty for none", suggested.untrustedRole);
  const roles =
    untrustedRole === '' ? { untrustedRole, trustedRole: '', region: '' } : { untrustedRole, ...(await askTrusted(ask, suggested)) };
  const actions =
    suggested.actions === '' ? await ask('Actions of Sightline, as owner/repository@commit or ./folder', '') : suggested.actions;
  const artifact = suggested.artifact === `models/${suggested.model}` ? `models/${model}` : suggested.artifact;
  return { ...suggested, model, task, artifact, images, labels, runsOn, remote, ...roles, actions };
}

async function askTrusted(
  ask: (message: string, initialValue: string) => Promise<string>,
  suggested: TypedAnswers,
): Promise<Pick<TypedAnswers, 'trustedRole' | 'region'>> {
  const trustedRole = await ask('The role for the default branch', suggested.trustedRole);
  return { trustedRole, region: await ask('Region of the bucket', suggested.region === '' ? 'eu-central-1' : suggested.region) };
}

/** Asks whether files that differ are written anew; no is the default. */
export async function askOverwrite(paths: readonly string[]): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  const message = `Overwrite what stands there? ${paths.join(', ')}`;
  return (await confirm({ message, initialValue: false })) === true;
}

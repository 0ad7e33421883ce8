import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { flipLabels, loadDigits, writeDigits } from './digits.ts';
import type { Session } from './session.ts';

const imagesEach = 3000;
const digitsSeed = 1;
const flippedShare = 0.3;
const flipSeed = 7;

/** What `sightline train --json` says. */
export interface Training {
  readonly ran: readonly string[];
  readonly restored: readonly string[];
  readonly trainings: number;
}

/** What the demo reads of `sightline compare --json`. */
export interface Verdict {
  readonly verdict: string;
  readonly images: number;
  readonly metric: string;
  readonly margin: number;
  readonly primary: {
    readonly base: number;
    readonly head: number;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
  };
  readonly discordance: { readonly onlyBaseRight: number; readonly onlyHeadRight: number; readonly p: number };
}

/** One branch as it was judged. */
export interface Judged {
  readonly branch: string;
  readonly training: Training;
  readonly comparison: Verdict;
  readonly report: string;
}

/** A git repository with real images, tracked in DVC's format, and a pipeline over them. */
export async function makeRepository(session: Session): Promise<void> {
  session.say(`A repository of real digits: ${imagesEach} images to train on, ${imagesEach} to test on`);
  const digits = loadDigits(digitsSeed);
  const at = (path: string): string => join(session.repository, path);
  await writeDigits(digits.slice(0, imagesEach), at('data/train'), at('labels/train.csv'));
  await writeDigits(digits.slice(imagesEach, 2 * imagesEach), at('data/test'), at('labels/test.csv'));
  await cp(join(import.meta.dirname, 'project'), session.repository, { recursive: true });
  await session.run('git init --quiet --initial-branch main');
  await session.run('sightline init');
  await session.run('sightline add data/train data/test');
  await session.run('git add --all && git commit --quiet --message "Digits, their labels and a pipeline"');
}

/** The model that changes are judged against. */
export async function trainBaseline(session: Session): Promise<Training> {
  session.say('The baseline is trained on main, and its lock is committed');
  const training = await session.json<Training>('sightline train --json');
  await session.run('git add --all && git commit --quiet --message "Train the baseline"');
  return training;
}

/** A branch that changes the spec. */
export function judgeBetterNetwork(session: Session): Promise<Judged> {
  return judgeBranch(session, 'better-network', 'Branch A changes the spec: a convolutional network', () =>
    session.edit('params.yaml', toConvolutional),
  );
}

/** A convolutional net instead of a linear one. */
export function toConvolutional(params: string): string {
  return params
    .replace('preset: softmax', 'preset: small-cnn')
    .replace('epochs: 4', 'epochs: 5\n  schedule: { kind: cosine }')
    .replace('learningRate: 0.002', 'learningRate: 0.006');
}

/** A branch that changes the data. */
export function judgeNoisyLabels(session: Session): Promise<Judged> {
  return judgeBranch(session, 'noisy-labels', `Branch B changes the data: ${100 * flippedShare} % of the training labels are wrong`, () =>
    session.edit('labels/train.csv', (text) => flipLabels(text, flippedShare, flipSeed)),
  );
}

async function judgeBranch(session: Session, branch: string, title: string, change: () => Promise<void>): Promise<Judged> {
  const report = join(session.repository, '..', 'reports', branch);
  await mkdir(report, { recursive: true });
  session.say(title);
  await session.run(`git switch --quiet --create ${branch} main`);
  await change();
  await session.run(`git commit --quiet --all --message "${title}"`);
  await session.run('sightline plan');
  const training = await session.json<Training>('sightline train --json');
  await session.check('sightline compare --base main');
  const comparison = await session.json<Verdict>('sightline compare --base main --json');
  await session.run(`sightline report --base main --output ../reports/${branch}`);
  session.say('As in CI, the lock of a branch is not committed: the run cache remembers the run');
  await session.run('git restore dvc.lock && git switch --quiet main && sightline checkout --summary');
  return { branch, training, comparison, report };
}

/** A branch that changes nothing that a stage reads. */
export async function changeComment(session: Session): Promise<Training> {
  session.say('A third branch changes a comment in params.yaml: nothing is trained');
  await session.run('git switch --quiet --create comment main');
  await session.edit('params.yaml', (text) => `# Tuned by hand.\n${text}`);
  await session.run('git commit --quiet --all --message "Explain the parameters"');
  await session.run('sightline plan');
  const training = await session.json<Training>('sightline train --json');
  await session.run('git switch --quiet main');
  return training;
}

/** What came of the merge, and of running the loop once more. */
export interface Merged {
  readonly training: Training;
  readonly again: Training;
  readonly version: string;
}

/** The better branch is merged, its model comes out of the run cache, and becomes a version. */
export async function mergeAndRegister(session: Session): Promise<Merged> {
  session.say('Branch A is merged: its run is known, so the loop trains nothing, and the model becomes a version');
  await session.run('git merge --quiet --no-ff --message "Merge better-network" better-network');
  const training = await session.json<Training>('sightline train --json');
  const { version } = await session.json<{ readonly version: string }>('sightline register --json');
  await session.run('git tag --list --format "%(refname:short): %(contents:subject)"');
  session.say('The loop once more on main: nothing is left to do');
  await session.run('sightline plan');
  const again = await session.json<Training>('sightline train --json');
  await session.check('sightline compare --base HEAD^');
  return { training, again, version };
}

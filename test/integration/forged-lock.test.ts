import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChangePlan } from '../../src/core/github/change.ts';
import type { Training } from '../../src/app/train.ts';
import { objectKey } from '../../src/core/data/object-key.ts';
import { type Job, SharedRepository } from '../support/shared-repository.ts';

const images = Array.from({ length: 40 }, (_, at) => `${at}.png`);

/** Predictions that are right on every image, or on none. */
function predictions(label: 'cat' | 'dog'): string {
  return JSON.stringify({ version: 1, classes: ['cat', 'dog'], predictions: images.map((image) => ({ image, label })) });
}

/** The model is as bad as can be, and the gate asks for a good one. `keep` is what dvc.yaml says of the predictions. */
const project = (keep: string): Readonly<Record<string, string>> => ({
  'labels.csv': `image,label\n${images.map((image) => `${image},cat\n`).join('')}`,
  'truth.json': predictions('dog'),
  'predict.sh': 'mkdir -p eval && cp truth.json eval/predictions.json && printf "predict\\n" >> "$TRAIN_LOG"\n',
  'dvc.yaml': `stages:
  train: { cmd: sh train.sh, deps: [train.sh, data.txt], params: [seed], outs: [models/toy.txt] }
  predict: { cmd: sh predict.sh, deps: [predict.sh, models/toy.txt, truth.json], outs: [{ eval/predictions.json: { cache: ${keep} } }] }
`,
  'sightline.yaml': `version: 1
model: { name: toy, task: classification, artifact: models/toy.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train] }
evaluate: { predictions: eval/predictions.json, gates: [{ metric: accuracy, require: at-least, value: 0.5 }] }
`,
});

/** What the release workflow does with a push: plans, trains where the plan says so, and registers in a clone of its own. */
async function release(
  shared: SharedRepository,
): Promise<{ readonly needed: boolean; readonly ran: readonly string[]; readonly said: string; readonly code: number | null }> {
  const planned = await (await shared.job()).json<ChangePlan>('plan', '--base', 'HEAD', '--pull');
  let patch = '';
  let ran: readonly string[] = [];
  if (planned.needed) {
    const trainer = await shared.job();
    ({ ran } = await trainer.json<Training>('train', '--push', '--proven', '--from-pull-request', '7'));
    patch = await trainer.git('diff', 'HEAD', '--', 'dvc.lock');
  }
  const registrar = await shared.job();
  if (patch !== '') {
    registrar.write('lock.patch', `${patch.trimEnd()}\n`);
    await registrar.git('apply', 'lock.patch');
    await registrar.execute('rm', 'lock.patch');
  }
  const taken = await registrar.run(['train', '--pull', '--no-run', '--proven']);
  const registered = taken.code === 0 ? await registrar.run(['register', '--pull']) : taken;
  return { needed: planned.needed, ran, code: registered.code, said: `${taken.stderr}${registered.stderr}` };
}

/** Commits what `write` makes of a trained clone, as the merge of a pull request does. */
async function merge(shared: SharedRepository, write: (author: Job) => void): Promise<Job> {
  const author = await shared.job();
  await author.train({ pullRequest: 7 });
  write(author);
  await push(shared, author);
  return author;
}

async function commit(shared: SharedRepository, contents: Readonly<Record<string, string>>): Promise<void> {
  const job = await shared.job();
  shared.write(job.root, contents);
  await push(shared, job);
}

async function push(shared: SharedRepository, job: Job): Promise<void> {
  await job.git('add', '--all');
  await job.git('commit', '--quiet', '--message', 'More');
  await job.git('push', '--quiet', 'origin', 'HEAD:refs/heads/next');
  await shared.moveMain('next');
}

function forge(author: Job): void {
  const real = hash('md5', author.read('eval/predictions.json'));
  author.write('dvc.lock', author.read('dvc.lock').replace(real, hash('md5', predictions('cat'))));
  author.write('eval/predictions.json', predictions('cat'));
}

describe('a lock with perfect predictions that a pull request commits', () => {
  it.each([
    ['the cache keeps', 'true', 'untrusted/7'],
    ['git keeps', 'false', 'untrusted/7'],
    ['the cache keeps, and that somebody put into the trusted place,', 'true', '.'],
    ['git keeps, and that somebody put into the trusted place,', 'false', '.'],
  ])('and that %s registers nothing after the merge', async (_, keep, place) => {
    using shared = await SharedRepository.create();
    await commit(shared, project(keep));
    await merge(shared, forge);
    const object = join(shared.remote, place, objectKey({ md5: hash('md5', predictions('cat')), hash: 'md5' }));
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(object, predictions('cat'));
    const released = await release(shared);
    expect(released).toMatchObject({ needed: true, ran: ['predict'], code: 1 });
    expect(released.said).toContain('[gate-failed]');
    expect(released.said).toContain('accuracy at-least');
  });

  it('would be registered by who believes locks', async () => {
    using shared = await SharedRepository.create();
    await commit(shared, project('false'));
    const author = await merge(shared, forge);
    const fooled = await shared.job();
    await fooled.execute('cp', '-r', join(author.root, '.dvc/cache'), join(fooled.root, '.dvc/cache'));
    expect((await fooled.run(['register'])).code).toBe(0);
  });
});

describe('an honest lock', () => {
  it.each(['true', 'false'])('takes one trusted run of what judges, and then none (cache: %s)', async (keep) => {
    using shared = await SharedRepository.create();
    await commit(shared, { ...project(keep), 'truth.json': predictions('cat') });
    await merge(shared, () => {});
    expect(await release(shared)).toMatchObject({ needed: true, ran: ['predict'], code: 0 });
    await commit(shared, { 'NOTES.md': 'Prose\n' });
    expect(await release(shared)).toMatchObject({ needed: false, code: 0 });
  });
});

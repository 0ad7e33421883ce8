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
  author.write('dvc.lock', withForgedOutput(author));
  author.write('eval/predictions.json', predictions('cat'));
}

/** The lock with other predictions as its output; the file that they are copied from has the same hash and comes before. */
function withForgedOutput(author: Job): string {
  const [real, lock] = [hash('md5', author.read('eval/predictions.json')), author.read('dvc.lock')];
  const at = lock.lastIndexOf(real);
  return `${lock.slice(0, at)}${hash('md5', predictions('cat'))}${lock.slice(at + real.length)}`;
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

describe('a note that somebody who may push wrote', () => {
  const ref = 'refs/notes/sightline';
  const write = async (job: Job, note: string): Promise<void> => {
    job.write('../note.json', note);
    await job.git('notes', '--ref', ref, 'add', '--force', '--file', '../note.json', 'HEAD');
  };
  const noteOf = (lock: string, path = 'dvc.lock'): string => JSON.stringify({ version: 1, locks: { [path]: lock } });
  /** A clone whose lock is committed and was made in the trusted place. */
  const proven = async (shared: SharedRepository): Promise<Job> => {
    await commit(shared, project('true'));
    const job = await shared.job();
    await job.train({ proven: true });
    await job.git('add', '--all');
    await job.git('commit', '--quiet', '--message', 'Lock');
    return job;
  };

  it('that fits and names perfect predictions gives way to the trusted run', async () => {
    using shared = await SharedRepository.create();
    const job = await proven(shared);
    const forged = withForgedOutput(job);
    const object = join(job.root, '.dvc/cache', objectKey({ md5: hash('md5', predictions('cat')), hash: 'md5' }));
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(object, predictions('cat'));
    await write(job, noteOf(forged));
    expect(await job.run(['register'])).toMatchObject({ code: 0 }); // who doesn't ask for proof is fooled
    await job.git('tag', '--delete', 'toy@v0.1.0');
    expect(await job.json<Training>('train', '--pull', '--no-run', '--proven')).toMatchObject({ ran: [] });
    const refused = await job.run(['register']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('[gate-failed]')]);
  });

  it('for a commit with other parameters counts for nothing', async () => {
    using shared = await SharedRepository.create();
    const job = await proven(shared);
    const other = job.read('dvc.lock');
    await job.git('rm', '--quiet', 'dvc.lock');
    job.write('params.yaml', 'seed: 2\n');
    await job.git('add', '--all');
    await job.git('commit', '--quiet', '--message', 'Other');
    await write(job, noteOf(other));
    expect(await job.plan({ proven: true })).toMatchObject([{ action: 'run' }, { action: 'may-run' }]);
    expect((await job.run(['register'])).stderr).toContain('models/toy.txt');
  });

  it.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['no text as a lock', '{"version":1,"locks":{"dvc.lock":{}}}'],
    ['a lock that is no lock', noteOf('stages: [')],
    ['another version', '{"version":2,"locks":{}}'],
  ])('with %s is refused by name', async (_, note) => {
    using shared = await SharedRepository.create();
    const job = await shared.job();
    await write(job, note);
    const refused = await job.run(['plan']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/\[(invalid-|yaml-syntax)/)]);
  });

  it.each(['../../outside/dvc.lock', '__proto__', '/etc/dvc.lock', 'other/dvc.lock'])(
    'for %s says nothing of this project',
    async (path) => {
      using shared = await SharedRepository.create();
      const job = await shared.job();
      await write(job, `{"version":1,"locks":{${JSON.stringify(path)}:"schema: '2.0'\\nstages: {}\\n"}}`);
      expect(await job.json('plan')).toMatchObject([{ action: 'run' }, { action: 'run' }]);
    },
  );
});

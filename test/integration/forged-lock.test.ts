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
  score: { cmd: wc -c eval/predictions.json > eval/score.json, deps: [eval/predictions.json], metrics: [{ eval/score.json: { cache: false } }] }
`,
  'sightline.yaml': `version: 1
model: { name: toy, task: classification, artifact: models/toy.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train] }
evaluate: { predictions: eval/predictions.json, gates: [{ metric: accuracy, require: at-least, value: 0.5 }] }
`,
});

interface Released {
  readonly needed: boolean;
  readonly ran: readonly string[];
  readonly said: string;
  readonly code: number | null;
  readonly registrar: Job;
}

/** What the release workflow does with a push: plans, trains where the plan says so, and registers in a clone of its own. */
async function release(shared: SharedRepository): Promise<Released> {
  const planned = await (await shared.job()).json<ChangePlan>('plan', '--base', 'HEAD', '--pull');
  let patch = '';
  let said = '';
  let ran: readonly string[] = [];
  if (planned.needed) {
    const trainer = await shared.job();
    const trained = await trainer.run(['train', '--push', '--proven', '--from-pull-request', '7', '--json']);
    said = trained.stderr;
    ({ ran } = JSON.parse(trained.stdout) as Training);
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
  return { needed: planned.needed, ran, code: registered.code, said: `${said}${taken.stderr}${registered.stderr}`, registrar };
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

/** Claims that the stage wrote that, wherever the lock names it; its inputs stay as they are. */
function forge(author: Job, path = 'eval/predictions.json', text = predictions('cat')): void {
  author.write('dvc.lock', withForged(author, path, text));
  author.write(path, text);
}

function withForged(author: Job, path: string, text: string): string {
  const entry = new RegExp(`(- path: ${path}\\n +hash: md5\\n +md5: )[0-9a-f]{32}`, 'g');
  return author.read('dvc.lock').replaceAll(entry, `$1${hash('md5', text)}`);
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
    await merge(shared, (author) => forge(author));
    const object = join(shared.remote, place, objectKey({ md5: hash('md5', predictions('cat')), hash: 'md5' }));
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(object, predictions('cat'));
    const released = await release(shared);
    expect(released).toMatchObject({ needed: true, ran: ['predict', 'score'], code: 1 });
    expect(released.said).toContain("The lock of stage 'predict' names another eval/predictions.json than the trusted run");
    expect(released.said).toContain('[gate-failed]');
    expect(released.said).toContain('accuracy at-least');
    await commit(shared, { 'NOTES.md': 'Prose\n' });
    const next = await release(shared);
    expect(next).toMatchObject({ ran: [], code: 1 });
    expect(next.said).toContain('[gate-failed]');
  });

  it('would be registered by who believes locks', async () => {
    using shared = await SharedRepository.create();
    await commit(shared, project('false'));
    const author = await merge(shared, (author) => forge(author));
    const fooled = await shared.job();
    await fooled.execute('cp', '-r', join(author.root, '.dvc/cache'), join(fooled.root, '.dvc/cache'));
    expect((await fooled.run(['register'])).code).toBe(0);
  });
});

describe('who registers', () => {
  it('refuses predictions that git keeps where no lock fits', async () => {
    using shared = await SharedRepository.create();
    await commit(shared, project('false'));
    const author = await merge(shared, (job) => {
      forge(job);
      job.append('predict.sh', '# other\n');
    });
    const fooled = await shared.job();
    await fooled.execute('cp', '-r', join(author.root, '.dvc/cache'), join(fooled.root, '.dvc/cache'));
    const { code, stderr } = await fooled.run(['register']);
    expect(stderr).toContain('[stale-lock]');
    expect(code).not.toBe(0);
  });

  it('never gets to judge by the lock of HEAD where no note can keep the proven one', async () => {
    using shared = await SharedRepository.create();
    await commit(shared, project('true'));
    await merge(shared, (author) => forge(author));
    const trainer = await shared.job();
    expect((await trainer.run(['train', '--push', '--proven', '--from-pull-request', '7'])).code).toBe(0);
    const registrar = await shared.job();
    registrar.append('sightline.yaml', '# Mine\n');
    const { code, stderr } = await registrar.run(['train', '--pull', '--no-run', '--proven']);
    expect(stderr).toContain('no note on HEAD could keep these');
    expect(code).not.toBe(0);
  });
});

describe('a lock with forged metrics that a pull request commits', () => {
  it('registers the model with what the trusted run wrote', async () => {
    using shared = await SharedRepository.create();
    await commit(shared, { ...project('true'), 'truth.json': predictions('cat') });
    const forged = '{"accuracy": 1}';
    let real = '';
    await merge(shared, (author) => {
      real = author.read('eval/score.json');
      forge(author, 'eval/score.json', forged);
    });
    const { registrar, ...released } = await release(shared);
    expect(released).toMatchObject({ needed: true, ran: ['predict', 'score'], code: 0 });
    expect(released.said).toContain("The lock of stage 'score' names another eval/score.json than the trusted run");
    expect(released.said).toContain("the note on HEAD names what they wrote: 'eval/score.json'");
    expect(registrar.read('eval/score.json')).toBe(real);
    const note = await registrar.git('notes', '--ref', 'sightline', 'show', 'HEAD');
    expect(note).toContain(hash('md5', real));
    expect(note).not.toContain(hash('md5', forged));
  });
});

describe('an honest lock', () => {
  it.each(['true', 'false'])('takes one trusted run of what judges, and then none (cache: %s)', async (keep) => {
    using shared = await SharedRepository.create();
    await commit(shared, { ...project(keep), 'truth.json': predictions('cat') });
    await merge(shared, () => {});
    expect(await release(shared)).toMatchObject({ needed: true, ran: ['predict', 'score'], code: 0 });
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
    const forged = withForged(job, 'eval/predictions.json', predictions('cat'));
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
    expect(await job.plan({ proven: true })).toMatchObject([{ action: 'run' }, { action: 'may-run' }, { action: 'may-run' }]);
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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ChangePlan } from '../../src/core/github/change.ts';
import type { Training } from '../../src/app/train.ts';
import type { PlannedStage } from '../../src/core/pipeline/planned-stage.ts';
import { type Job, SharedRepository } from '../support/shared-repository.ts';

const actions = (steps: readonly PlannedStage[]): Record<string, string> =>
  Object.fromEntries(steps.map(({ stage, action }) => [stage, action]));

/** Every file below a folder, by path. */
function filesBelow(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    : [];
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 600) {
      throw new Error('waited for a minute');
    }
    await sleep(100);
  }
}

describe('a pull request', () => {
  it('trains once, is found by another, and is adopted by the trusted place, which judges by itself', async () => {
    using shared = await SharedRepository.create();
    const first = await shared.job();
    expect(await first.json<Training>('train', '--pull-request', '7')).toMatchObject({ ran: ['train', 'predict'], notedCommit: null });
    expect(filesBelow(shared.remote).every((path) => /^untrusted\/(?:7|claims)\//.test(path))).toBe(true);

    const second = await shared.job();
    expect(actions(await second.json<PlannedStage[]>('plan', '--pull-request', '8'))).toEqual({ train: 'restore', predict: 'restore' });
    expect(filesBelow(join(second.root, '.dvc/cache/files'))).toEqual([]);
    expect(await second.json<Training>('train', '--pull-request', '8')).toMatchObject({ ran: [], restored: ['train', 'predict'] });
    expect(filesBelow(join(shared.remote, 'untrusted/8/runs'))).toHaveLength(2);

    const trusted = await shared.job();
    expect(actions(await trusted.json<PlannedStage[]>('plan', '--pull'))).toEqual({ train: 'run', predict: 'run' });
    expect(actions(await trusted.json<PlannedStage[]>('plan', '--from-pull-request', '7'))).toEqual({ train: 'restore', predict: 'run' });
    const training = await trusted.json<Training>('train', '--push', '--from-pull-request', '7');
    expect(training).toMatchObject({ ran: ['predict'], restored: ['train'], trainings: 0 });
    expect(shared.ran('train')).toHaveLength(1);
    expect(shared.ran('predict')).toHaveLength(2);

    const later = await shared.job();
    expect(await later.json<Training>('train', '--pull')).toMatchObject({ ran: [], restored: ['train', 'predict'] });
    expect(filesBelow(join(shared.remote, 'claims'))).toHaveLength(2);
  });

  it('plans on a clone without data, by what is recorded and what the remote has', async () => {
    using shared = await SharedRepository.create();
    const author = await shared.job();
    await author.git('rm', '--quiet', '--cached', 'data.txt');
    rmSync(join(author.root, 'data.txt'));
    shared.write(author.root, { 'data/a.txt': 'cat', 'data/b.txt': 'dog' });
    author.write('train.sh', author.read('train.sh').replace('cat data.txt', 'cat data/*.txt'));
    author.write('dvc.yaml', author.read('dvc.yaml').replace('data.txt', 'data'));
    await author.run(['add', 'data']);
    await author.run(['push', '--pull-request', '7']);
    await author.git('add', '--all');
    await author.git('commit', '--quiet', '--message', 'Track the data');
    await author.git('push', '--quiet', 'origin', 'HEAD:refs/heads/data');
    expect(await (await shared.job('data')).train({ pullRequest: 7 })).toMatchObject({ ran: ['train', 'predict'] });

    const light = await shared.job('data');
    const planned = await light.json<PlannedStage[]>('plan', '--pull-request', '9');
    expect(planned).toEqual([
      { stage: 'data.dvc', action: 'restore', reasons: ['data is deleted'] },
      { stage: 'train', action: 'restore', reasons: ['it has no run recorded yet'] },
      { stage: 'predict', action: 'restore', reasons: ['it has no run recorded yet'] },
    ]);
    light.write('params.yaml', 'seed: 2\n');
    expect(actions(await light.json<PlannedStage[]>('plan', '--pull-request', '9'))).toMatchObject({ train: 'run', predict: 'run' });
    expect(light.has('data')).toBe(false);
  });
});

it('a job that registers takes what was trained, and runs no stage', async () => {
  using shared = await SharedRepository.create();
  const early = await shared.job();
  const refused = await early.run(['train', '--pull', '--no-run']);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/'train' would have to run.*\[must-run\]/s) });
  expect(shared.ran('train')).toEqual([]);
  await (await shared.job()).json<Training>('train', '--push');
  const late = await shared.job();
  expect(await late.json<Training>('train', '--pull', '--no-run')).toMatchObject({ ran: [], restored: ['train', 'predict'] });
  expect([shared.ran('train').length, shared.ran('predict').length]).toEqual([1, 1]);
});

it('a job that registers takes the lock of a stage that always runs, with its outputs', async () => {
  using shared = await SharedRepository.create();
  const trainer = await shared.job();
  trainer.append('dvc.yaml', '  log: { cmd: date > log.txt, deps: [data.txt], always_changed: true, outs: [log.txt] }\n');
  await trainer.git('commit', '--quiet', '--all', '--message', 'Log');
  await trainer.git('push', '--quiet', 'origin', 'HEAD:refs/heads/log');
  await shared.moveMain('log');
  await trainer.json<Training>('train', '--push');
  expect((await trainer.run(['push'])).code).toBe(0);
  const registrar = await shared.job();
  registrar.write('dvc.lock', trainer.read('dvc.lock'));
  expect(await registrar.json<Training>('train', '--pull', '--no-run', '--proven')).toMatchObject({ ran: [] });
  expect(registrar.read('log.txt')).toBe(trainer.read('log.txt'));
});

it('a change that another pull request trained before is planned as nothing to train', async () => {
  using shared = await SharedRepository.create();
  const trained = await shared.job();
  trained.write('params.yaml', 'seed: 2\n');
  await trained.train({ pullRequest: 7 });
  const change = await shared.job();
  change.write('params.yaml', 'seed: 2\n');
  await change.git('commit', '--quiet', '--all', '--message', 'Another seed');
  const plan = await change.json<ChangePlan>('plan', '--base', 'origin/main', '--pull-request', '8');
  expect(plan).toMatchObject({ trainings: 0, needed: true, notes: [], stages: [{ action: 'restore' }, { action: 'restore' }] });
});

it('a push is planned by what the trusted place has', async () => {
  using shared = await SharedRepository.create();
  const plan = async (...flags: string[]): Promise<ChangePlan> => (await shared.job()).json<ChangePlan>('plan', '--base', 'HEAD', ...flags);
  await (await shared.job()).train({ pullRequest: 7 });
  expect(await plan('--pull')).toMatchObject({ trainings: 1, needed: true });
  await (await shared.job()).train({ fromPullRequest: 7 });
  expect(await plan('--pull')).toMatchObject({ trainings: 0, stages: [{ action: 'restore' }, { action: 'restore' }] });
  expect(await plan()).toMatchObject({ trainings: 1, stages: [{ action: 'run' }, { action: 'run' }] });
});

it('a change is planned without the remote where that lets nobody in, and the plan says so', async () => {
  const nobody = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  using shared = await SharedRepository.create({ url: 's3://none/x', endpointurl: 'http://127.0.0.1:9', region: 'us-east-1' }, nobody);
  const change = await shared.job();
  change.write('params.yaml', 'seed: 2\n');
  await change.git('commit', '--quiet', '--all', '--message', 'Another seed');
  const plan = await change.json<ChangePlan>('plan', '--base', 'origin/main', '--pull-request', '8');
  const note = expect.stringContaining('The remote could not be asked what was trained before') as unknown;
  expect(plan).toMatchObject({ trainings: 1, notes: [note], stages: [{ action: 'run' }, { action: 'run' }] });
});

describe('two jobs that want the same run', () => {
  it('train it once, whichever pull requests they are of', async () => {
    using shared = await SharedRepository.create(undefined, { TRAIN_SECONDS: '1' });
    const jobs = [await shared.job(), await shared.job(), await shared.job()];
    const done = await Promise.all(jobs.map((job, at) => job.train({ pullRequest: 7 + (at % 2) }, { poll: 50 })));
    expect(shared.ran('train')).toHaveLength(1);
    expect(done.flatMap(({ ran }) => ran).filter((stage) => stage === 'train')).toHaveLength(1);
    expect(new Set(jobs.map((job) => job.read('eval/predictions.json')))).toEqual(new Set([`judged: ${shared.ran('train')[0]}`]));
    expect(done.map(({ said }) => said).join('\n')).toMatch(/Waiting for the run of stage 'train', which job in .* is training\./);
  });

  it('train it again when it failed in one of them', async () => {
    using shared = await SharedRepository.create();
    const [bad, good] = [await shared.job(), await shared.job()];
    const mark = join(bad.root, 'fails');
    writeFileSync(mark, '');
    const failing = { ...bad, env: { ...bad.env, TRAIN_FAILS: mark } };
    const { code, stderr } = await bad.run(['train', '--pull-request', '7'], failing.env);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('exit code 7') as unknown });
    expect(await good.train({ pullRequest: 8 })).toMatchObject({ ran: ['train', 'predict'] });
  });

  it('train it again when the other was killed, and stop waiting when told so', async () => {
    using shared = await SharedRepository.create();
    const [killed, waiting, next] = [await shared.job(), await shared.job(), await shared.job()];
    const holder = start(killed, { TRAIN_SECONDS: '60' });
    await until(() => shared.ran('train').length === 1);
    const told = start(waiting);
    await until(() => told.said().includes('Waiting for'));
    told.child.kill('SIGINT');
    await once(told.child, 'close');
    expect({ code: told.child.exitCode, said: told.said() }).toMatchObject({
      code: 1,
      said: expect.stringContaining('[interrupted]') as unknown,
    });
    holder.child.kill('SIGKILL');
    expect(await next.train({ pullRequest: 9 }, { lease: 1500, poll: 50 })).toMatchObject({ ran: ['train', 'predict'] });
    expect(shared.ran('train')).toHaveLength(2);
  });
});

/** Starts `train` for pull request 7 as a process of its own. */
function start(job: Job, env: Readonly<Record<string, string>> = {}): { readonly child: ReturnType<typeof spawn>; said(): string } {
  const cli = resolve('dist/sightline.mjs');
  const child = spawn(process.execPath, [cli, 'train', '--pull-request', '7'], {
    cwd: job.root,
    env: { ...process.env, ...job.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return { child, said: () => said };
}

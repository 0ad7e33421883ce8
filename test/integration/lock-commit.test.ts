import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { Training } from '../../src/app/train.ts';
import { execute, git } from '../support/cli.ts';
import { SharedRepository, type Job } from '../support/shared-repository.ts';
import { runStep, type EndedStep } from '../support/action-step.ts';

const images = Array.from({ length: 20 }, (_, at) => `${at}.png`);
const predictions = JSON.stringify({ version: 1, classes: ['cat', 'dog'], predictions: images.map((image) => ({ image, label: 'cat' })) });

const project = {
  'labels.csv': `image,label\n${images.map((image) => `${image},cat\n`).join('')}`,
  'predict.sh': `mkdir -p eval && printf '%s' '${predictions}' > eval/predictions.json\n`,
  'sightline.yaml': `version: 1
model: { name: toy, task: classification, artifact: models/toy.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train], lock: commit }
evaluate: { predictions: eval/predictions.json }
`,
};

/** A clone of a bare repository that has the project, trained in the trusted place: where the job that registers begins. */
async function registrar(shared: SharedRepository): Promise<{ readonly job: Job; readonly server: string; readonly sha: string }> {
  const author = await shared.job();
  shared.write(author.root, project);
  await author.git('add', '--all');
  await author.git('commit', '--quiet', '--message', 'Start');
  const server = `${author.root}.git`;
  await author.git('clone', '--quiet', '--bare', author.root, server);
  await author.git('remote', 'set-url', 'origin', server);
  const trainer = await shared.job();
  await trainer.git('pull', '--quiet', author.root, 'main');
  await trainer.train({ proven: true });
  await author.git('config', 'user.name', 'App');
  await author.git('config', 'user.email', 'app@example.org');
  return { job: author, server, sha: (await author.git('rev-parse', 'HEAD')).trim() };
}

interface Release {
  readonly jobs: { readonly register: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] } };
}

/** The step of the template that pushes. */
function pushStep({ root, env }: Job, sha: string): Promise<EndedStep> {
  const { jobs } = parse(readFileSync('templates/workflows/sightline-release.yml', 'utf8')) as Release;
  const script = jobs.register.steps.find(({ name }) => name?.startsWith('Push tags') === true)?.run ?? 'exit 9';
  const file = join(root, '.git/push.sh');
  writeFileSync(file, script);
  const github = { GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/main', GITHUB_SERVER_URL: 'https://github.test', GITHUB_TOKEN: 'app-secret' };
  return runStep('bash', ['-e', file], { cwd: root, env: { PATH: process.env['PATH'] ?? '', HOME: root, ...env, ...github } });
}

describe('with train.lock: commit', () => {
  it('the lock becomes a commit of the branch that holds nothing else, and the version is of it', async () => {
    using shared = await SharedRepository.create();
    const { job, server, sha } = await registrar(shared);
    job.write('NOTES.md', 'not to be committed\n');
    await job.git('add', 'NOTES.md');
    const { lockCommit } = await job.json<Training>('train', '--pull', '--no-run', '--proven', '--commit-lock');
    await job.git('reset', '--quiet', 'NOTES.md');
    expect(await git(server, 'rev-parse', 'main')).toContain(sha);
    expect((await job.run(['register'])).stderr).toBe('');
    expect(await pushStep(job, sha)).toMatchObject({ code: 0 });
    expect((await git(server, 'rev-parse', 'main')).trim()).toBe(lockCommit);
    expect(await git(server, 'diff', '--name-only', sha, 'main')).toBe('dvc.lock\n');
    expect((await git(server, 'rev-parse', 'toy@v0.1.0^{commit}')).trim()).toBe(lockCommit);

    // The App's push starts the workflow once more, which finds nothing to do.
    const again = await job.json<Training>('train', '--pull', '--no-run', '--proven', '--commit-lock');
    expect(again).toMatchObject({ ran: [], restored: [], lockCommit: null });
    expect((await job.run(['register'])).stdout).toContain('Already registered: toy@v0.1.0');
    // And so does a merge of prose.
    await job.git('add', 'NOTES.md');
    await job.git('commit', '--quiet', '--message', 'Prose');
    expect((await job.run(['register'])).stdout).toContain('Already registered: toy@v0.1.0');
  });

  it('nothing is pushed where the branch moved on meanwhile', async () => {
    using shared = await SharedRepository.create();
    const { job, server, sha } = await registrar(shared);
    await job.json<Training>('train', '--pull', '--no-run', '--proven', '--commit-lock');
    await job.run(['register']);
    const tree = (await git(server, 'rev-parse', 'main^{tree}')).trim();
    const moved = (await git(server, 'commit-tree', '-p', 'main', '-m', 'Meanwhile', tree)).trim();
    await git(server, 'update-ref', 'refs/heads/main', moved);
    const pushed = await pushStep(job, sha);
    expect(pushed.code).toBe(1);
    expect(pushed.log).toContain('::error title=Sightline::Not all was pushed');
    expect(pushed.log).not.toContain('app-secret');
    expect([(await git(server, 'rev-parse', 'main')).trim(), await git(server, 'tag', '--list')]).toEqual([moved, '']);
  });

  it('nothing is pushed where the branch refuses the App', async () => {
    using shared = await SharedRepository.create();
    const { job, server, sha } = await registrar(shared);
    await job.json<Training>('train', '--pull', '--no-run', '--proven', '--commit-lock');
    await job.run(['register']);
    writeFileSync(join(server, 'hooks/update'), '#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo protected; exit 1; }\n', { mode: 0o755 });
    expect((await pushStep(job, sha)).code).toBe(1);
    expect([(await git(server, 'rev-parse', 'main')).trim(), await git(server, 'tag', '--list')]).toEqual([sha, '']);
  });

  it('no commit is made where nobody asked for one, nor on another branch', async () => {
    using shared = await SharedRepository.create();
    const { job } = await registrar(shared);
    await job.git('switch', '--quiet', '--create', 'topic');
    expect(await job.json<Training>('train', '--pull', '--no-run', '--commit-lock')).toMatchObject({ lockCommit: null });
    await job.git('switch', '--quiet', 'main');
    expect(await job.json<Training>('train', '--pull', '--no-run')).toMatchObject({ lockCommit: null });
    expect((await execute('git', ['log', '--format=%s', '-1'], job.root)).stdout).toBe('Start\n');
  });
});

/**
 * What a person waits for when nothing changed: a no-op `repro` and `status` of a repository with 6,000 images, beside
 * DVC's, and the start of the command line beside that of a bare Node. Both tools work on the same repository.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dvcRig } from '../test/rigs/dvc.ts';
import { measurePair, type BenchCommand } from './measure.ts';
import { report, type BenchLine } from './results.ts';

const images = 6000;
const imageBytes = 700;
const runs = 7;

const rig = await dvcRig();
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
const cli = resolve('dist/sightline.mjs');
const env = { ...rig.env, SIGHTLINE_CACHE_DIR: join(folder, 'index') };
const repository = join(folder, 'repository');
const ours = (...args: string[]): BenchCommand => ({ command: process.execPath, args: [cli, ...args], cwd: repository, env });
const peer = (...args: string[]): BenchCommand => ({ command: rig.dvc, args, cwd: repository, env });
const bareNode: BenchCommand = { command: process.execPath, args: ['--eval', '0'], cwd: folder };

try {
  await makeRepository();
  const bare = await measurePair(bareNode, bareNode, runs);
  const lines: BenchLine[] = [];
  for (const [what, own, other, goal] of [
    [`no-op repro, ${images} images`, ours('repro'), peer('repro'), 'under 0.4 s'],
    [`no-op status, ${images} images`, ours('status'), peer('status'), ''],
    ['--version', ours('--version'), peer('--version'), 'under 0.1 s'],
  ] as const) {
    const cost = await measurePair(own, other, runs);
    const limit = bare.ours;
    lines.push({
      what,
      ours: cost.ours.wallSeconds,
      peer: cost.peer.wallSeconds,
      peerName: 'dvc',
      limit: limit.wallSeconds,
      unit: 's wall',
      goal,
    });
    lines.push({
      what,
      ours: cost.ours.cpuSeconds,
      peer: cost.peer.cpuSeconds,
      peerName: 'dvc',
      limit: limit.cpuSeconds,
      unit: 's CPU',
      goal: '',
    });
  }
  await report('data', lines, { dvc: '3.67.1' });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function makeRepository(): Promise<void> {
  for (const name of ['train', 'test']) {
    await mkdir(join(repository, 'data', name), { recursive: true });
    for (let at = 0; at < images / 2; at++) {
      await writeFile(join(repository, 'data', name, `${at}.png`), Buffer.alloc(imageBytes, `${name}${at}`));
    }
  }
  await writeFile(
    join(repository, 'dvc.yaml'),
    `stages:
  train: { cmd: ls data/train > model, deps: [data/train], params: [lr], outs: [model] }
  evaluate: { cmd: ls data/test > scores, deps: [data/test, model], outs: [scores] }
`,
  );
  await writeFile(join(repository, 'params.yaml'), 'lr: 0.1\n');
  const run = (command: string, ...args: string[]): Buffer =>
    execFileSync(command, args, { cwd: repository, env: { ...process.env, ...env }, stdio: 'pipe' });
  run('git', 'init', '--quiet');
  run(rig.dvc, 'init', '--quiet');
  run(rig.dvc, 'add', '--quiet', 'data/train', 'data/test');
  run(rig.dvc, 'repro', '--quiet');
}

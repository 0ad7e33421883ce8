/**
 * Planning a change in a repository of 20,000 tracked files, as a light runner does it: a clone without data and without anything
 * that an earlier call left. The peer is `dvc status` in a clone of its own, which tells less: `dvc repro --dry --allow-missing` ends with
 * an error where a stage is stale and its data isn't there. The limit is the one comparison that git itself has to make.
 * `--rounds N` makes it shorter; with other `--files` nothing is kept.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dvcRig } from '../test/rigs/dvc.ts';
import { runStep, type Contestant, type Step } from './data/contest.ts';
import type { BenchCommand } from './measure.ts';
import { type BenchLine, report } from './results.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { rounds: { type: 'string', default: '7' }, files: { type: 'string', default: '20000' } },
});
const rig = await dvcRig();
const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
const cli = resolve('dist/sightline.mjs');
const files = Number(values.files);
const zeros = '0'.repeat(40);

try {
  const origin = join(folder, 'origin');
  makeOrigin(origin);
  const steps: readonly Step[] = [
    planStep(`plan of a changed parameter, ${files} files`, cloneAt(origin, 'changed'), 'run'),
    planStep(`plan of a change that was trained before, ${files} files`, cloneAt(origin, 'back'), 'from cache'),
    {
      what: "start of the plan action: a fork's pull request, which has no job",
      ours: { name: 'sightline', command: actionCommand(origin, 2) },
      peers: [],
      floor: { name: 'node', command: { command: process.execPath, args: ['-e', '0'], cwd: origin } },
      goal: 'under 0.25',
    },
  ];
  const lines: BenchLine[] = [];
  for (const step of steps) {
    lines.push(...(await runStep(step, Number(values.rounds))));
  }
  if (files === 20_000) {
    await report('pull-request', lines, { dvc: '3.67.1', rounds: values.rounds });
  } else {
    console.log(JSON.stringify(lines, undefined, 1));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A parameter of two values, both trained on main, where the second one is in the lock. */
function makeOrigin(root: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (let at = 0; at < files; at += 1) {
    write(`src/m${String(at % 400).padStart(3, '0')}/f${at}.py`, `x = ${at}\n`.repeat(20));
  }
  write('params.yaml', 'skill: 0.8\n');
  write('labels.csv', 'image,label\na.png,cat\n');
  write('data/a.png', 'a');
  write(
    'dvc.yaml',
    `stages:
  train: { cmd: cat params.yaml > model.txt, deps: [data], params: [skill], outs: [model.txt] }
  predict: { cmd: cp model.txt predictions.txt, deps: [model.txt], outs: [predictions.txt] }
`,
  );
  write(
    'sightline.yaml',
    `version: 1
model: { name: toy, task: classification, artifact: model.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train] }
evaluate: { predictions: predictions.txt }
`,
  );
  git(root, 'init', '--quiet', '--initial-branch', 'main');
  sightline(root, 'init', '--quiet');
  sightline(root, 'add', 'data');
  sightline(root, 'remote', 'add', '-d', 'storage', join(folder, 'remote'));
  commit(root);
  for (const skill of ['0.8', '0.9']) {
    write('params.yaml', `skill: ${skill}\n`);
    sightline(root, 'train');
    sightline(root, 'push', '--run-cache');
    commit(root);
  }
  for (const [branch, skill] of [
    ['changed', '0.7'],
    ['back', '0.8'],
  ] as const) {
    git(root, 'switch', '--quiet', '-c', branch, 'main');
    write('params.yaml', `skill: ${skill}\n`);
    commit(root);
  }
}

/** Clones for each of the two, so that none sees what the other left. */
function cloneAt(origin: string, branch: string): readonly [ours: string, theirs: string] {
  const [ours, theirs] = ['sightline', 'dvc'].map((name) => {
    const root = join(folder, `${branch}-${name}`);
    git(folder, 'clone', '--quiet', '--branch', branch, origin, root);
    return root;
  });
  return [String(ours), String(theirs)];
}

/** What an earlier call left in a clone. */
function forget(root: string): void {
  ['.git/sightline-index', '.dvc/tmp', '.dvc/cache'].forEach((path) => rmSync(join(root, path), { recursive: true, force: true }));
}

/** `said` is what the plan must say of the training: else something else is measured than it is called. */
function planStep(what: string, [ours, theirs]: readonly [string, string], said: string): Step {
  const { command: program, args, env } = actionCommand(ours, 1);
  execFileSync(program, args, { cwd: ours, env: { ...process.env, ...env }, stdio: 'ignore' });
  if (!readFileSync(join(folder, 'STEP_SUMMARY'), 'utf8').includes(`| \`train\` | ${said} |`)) {
    throw new Error(`the ${what} doesn't say '${said}'`);
  }
  const peer: Contestant = {
    name: 'dvc status',
    prepare: () => forget(theirs),
    command: { command: rig.dvc, args: ['status'], cwd: theirs, env: rig.env },
  };
  return {
    what,
    ours: { name: 'sightline', prepare: () => forget(ours), command: actionCommand(ours, 1) },
    peers: [peer],
    floor: { name: 'git', command: { command: 'git', args: ['diff', '--raw', 'origin/main', '--'], cwd: ours } },
    goal: 'under 1',
  };
}

/** The plan action as the runner starts it, for a pull request whose head is in the repository with this id. */
function actionCommand(root: string, head: number): BenchCommand {
  const event = join(folder, `event-${head}.json`);
  const pull = { number: 7, base: { ref: 'main', sha: zeros }, head: { repo: { id: head } } };
  writeFileSync(event, JSON.stringify({ repository: { id: 1 }, pull_request: pull }));
  const written = Object.fromEntries(['OUTPUT', 'STEP_SUMMARY'].map((name) => [`GITHUB_${name}`, join(folder, name)]));
  Object.values(written).forEach((file) => writeFileSync(file, ''));
  return {
    command: process.execPath,
    args: [resolve('dist/actions/plan/main.mjs')],
    cwd: root,
    env: {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      ...written,
      SIGHTLINE_CACHE_DIR: join(root, '.git/sightline-index'),
    },
  };
}

function commit(root: string): void {
  git(root, 'add', '-A');
  git(root, '-c', 'user.name=B', '-c', 'user.email=b@example.com', 'commit', '--quiet', '--allow-empty', '-m', 'x');
}

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync('git', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function sightline(cwd: string, ...args: readonly string[]): void {
  const env = { ...process.env, SIGHTLINE_CACHE_DIR: join(folder, 'origin-index') };
  execFileSync(process.execPath, [cli, ...args], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

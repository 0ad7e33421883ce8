import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DvcDriver } from '../rigs/dvc-driver.ts';
import { dvcRig } from '../rigs/dvc.ts';
import { runProcess, sightlineTool, succeeded, toolEnv } from './tool.ts';

const predictions = {
  version: 1,
  classes: ['cat', 'dog'],
  predictions: Array.from({ length: 40 }, (_, at) => ({ image: `img/${at}.png`, label: at % 2 === 0 ? 'cat' : 'dog', scores: [0.5, 0.5] })),
};

const files: Readonly<Record<string, string>> = {
  'labels.csv': `image,label\n${Array.from({ length: 40 }, (_, at) => `img/${at}.png,${at % 2 === 0 ? 'cat' : 'dog'}\n`).join('')}`,
  'weights.txt': '1\n',
  'made.json': JSON.stringify(predictions),
  'dvc.yaml': `stages:
  train: { cmd: cp weights.txt model.txt, deps: [weights.txt], outs: [model.txt] }
  predict: { cmd: cp made.json predictions.json, deps: [made.json, model.txt], outs: [predictions.json] }
artifacts:
  toy: { path: model.txt, type: model }
`,
  'sightline.yaml': `version: 1
model: { name: toy, task: classification, artifact: model.txt }
data: { test: { labels: labels.csv } }
evaluate:
  predictions: predictions.json
  gates: [{ metric: accuracy, require: at-least, value: 0.5 }]
`,
};

/** What GTO prints of a registry, as far as the test reads it. */
interface ShownVersion {
  readonly version: string;
  readonly registered: boolean;
  readonly stage: Readonly<Record<string, string | null>>;
}

const ours = sightlineTool();
let driver: DvcDriver;
let folder: string;
let root: string;

beforeAll(async () => {
  // A date in the environment makes GTO fall back from its own writer of tags to git's, which ends the message otherwise.
  const env = Object.entries(toolEnv).filter(([name]) => !name.endsWith('_DATE'));
  driver = await DvcDriver.start(await dvcRig(), Object.fromEntries(env));
  folder = await mkdtemp(join(tmpdir(), 'sightline-gto-'));
  root = join(folder, 'ours');
  await mkdir(root);
  await git('init', '-q', '-b', 'main');
  // GTO takes the tagger from the configuration, not from the environment.
  await git('config', 'user.name', 'Tester');
  await git('config', 'user.email', 'tester@example.com');
  await sightline('init', '-q');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await commit('Start');
  await train('Train');
});

afterAll(async () => {
  await driver[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function git(...args: string[]): Promise<string> {
  const result = await runProcess('git', args, root);
  return succeeded(result).stdout;
}

async function sightline(...args: string[]): Promise<string> {
  const result = await ours.run(args, root);
  return succeeded(result).stdout;
}

async function gto<T>(cwd: string, ...args: string[]): Promise<T> {
  const result = succeeded(await driver.run('gto', args, cwd));
  return (args.includes('--json') ? JSON.parse(result.stdout) : result.stdout) as T;
}

async function commit(message: string): Promise<void> {
  await git('add', '-A');
  await git('commit', '-q', '-m', message);
}

async function train(message: string): Promise<void> {
  await sightline('repro');
  await commit(message);
}

/** A tag object without its time, which is the clock's. */
async function tagObject(cwd: string, tag: string): Promise<string> {
  const { stdout } = await runProcess('git', ['cat-file', 'tag', tag], cwd);
  return stdout.replace(/ \d+ [-+]\d{4}\n/u, ' TIME\n');
}

test("a version that we register is GTO's, byte for byte but for the time", async () => {
  const theirs = join(folder, 'theirs');
  await cp(root, theirs, { recursive: true });
  await sightline('register');
  await gto(theirs, 'register', 'toy', '--version', 'v0.1.0');
  const tag = await tagObject(theirs, 'toy@v0.1.0');
  expect(tag).toContain('tagger Tester <tester@example.com>');
  expect(await tagObject(root, 'toy@v0.1.0')).toBe(tag);
});

test('GTO shows what we registered, and we go on from what GTO registered', async () => {
  const head = (await git('rev-parse', 'HEAD')).trim();
  expect((await gto<Record<string, ShownVersion>>(root, 'show', '--json'))['toy']).toMatchObject({ version: 'v0.1.0', registered: true });
  const history = await gto<readonly Record<string, unknown>[]>(root, 'history', '--json');
  expect(history.find((event) => event['event'] === 'registration')).toMatchObject({
    artifact: 'toy',
    version: 'v0.1.0',
    author: 'Tester',
    author_email: 'tester@example.com',
    message: 'Registering artifact toy version v0.1.0',
  });
  expect(await gto<string>(root, 'check-ref', 'toy@v0.1.0')).toContain('v0.1.0');

  await writeFile(join(root, 'weights.txt'), '2\n');
  await train('Train again');
  await gto(root, 'register', 'toy', '--version', 'v0.4.0');
  expect(JSON.parse(await sightline('register', '--json'))).toMatchObject({ tag: 'toy@v0.4.0', created: false });
  await writeFile(join(root, 'weights.txt'), '3\n');
  await train('Train a third time');
  expect(JSON.parse(await sightline('register', '--json'))).toMatchObject({ tag: 'toy@v0.5.0', created: true });
  await gto(root, 'assign', 'toy', '--version', 'v0.5.0', '--stage', 'prod');
  expect((await gto<Record<string, ShownVersion>>(root, 'show', '--json'))['toy']).toMatchObject({
    version: 'v0.5.0',
    stage: { prod: 'v0.5.0' },
  });
  expect((await git('rev-parse', 'toy@v0.1.0^{commit}')).trim()).toBe(head);
});

test('a version that GTO took back is free for neither, and a lightweight tag is invisible to both', async () => {
  await git('tag', 'toy@v9.0.0');
  await gto(root, 'deprecate', 'toy', 'v0.4.0');
  await writeFile(join(root, 'weights.txt'), '4\n');
  await train('Train a fourth time');
  expect(JSON.parse(await sightline('register', '--json'))).toMatchObject({ tag: 'toy@v0.6.0' });
  expect((await gto<Record<string, ShownVersion>>(root, 'show', '--json'))['toy']).toMatchObject({ version: 'v0.6.0' });
});

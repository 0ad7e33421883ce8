import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DvcDriver } from '../rigs/dvc-driver.ts';
import { dvcRig } from '../rigs/dvc.ts';
import { jsonLines } from './json-lines.ts';
import { diffSnapshots, takeSnapshot, type Snapshot } from './snapshot.ts';
import { dvcTool, runProcess, sightlineTool, succeeded, toolEnv, type Tool } from './tool.ts';

/** Repositories that DVC made, once and for all: ours must make the same bytes, and find them clean. */
let driver: DvcDriver;
let theirs: Tool;
let ours: Tool;
let root: string;
const fixtures = fileURLToPath(new URL('../fixtures/dvc/', import.meta.url));

beforeAll(async () => {
  const rig = await dvcRig();
  // The stages of f3 call `python`.
  const env = { ...toolEnv, PATH: `${dirname(rig.python)}:${toolEnv['PATH'] ?? ''}` };
  driver = await DvcDriver.start(rig, env);
  theirs = dvcTool(driver);
  ours = sightlineTool({ PATH: env.PATH });
  root = await mkdtemp(join(tmpdir(), 'sightline-fixtures-'));
});

afterAll(async () => {
  await driver[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

async function unpack(archive: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(root, 'x-'));
  succeeded(await runProcess('tar', ['xzf', join(fixtures, archive), '-C', folder], root));
  return join(folder, name);
}

async function succeed(tool: Tool, args: readonly string[], cwd: string): Promise<string> {
  return succeeded(await tool.run(args, cwd)).stdout;
}

function select(snapshot: Snapshot, matches: (path: string) => boolean): Snapshot {
  return new Map([...snapshot].filter(([path, entry]) => entry.kind !== 'folder' && matches(path)));
}

function isRecord(path: string): boolean {
  return path.endsWith('.dvc') || path.endsWith('.gitignore') || path.startsWith('.dvc/cache/files/');
}

test('f1: add writes the same .dvc files, .gitignore and cache', async () => {
  const made = await unpack('f1-add-unicode.tgz', 'f1');
  const again = join(dirname(made), 'again');
  await mkdir(again);
  for (const name of ['one.txt', 'crlf.txt', 'imgs']) {
    await cp(join(made, name), join(again, name), { recursive: true });
  }
  await runProcess('git', ['init', '-q'], again);
  await succeed(ours, ['init', '-q'], again);
  for (const name of ['one.txt', 'crlf.txt', 'imgs']) {
    await succeed(ours, ['add', name], again);
  }
  const expected = select(await takeSnapshot(made), isRecord);
  expect(expected.size).toBeGreaterThan(20);
  expect(diffSnapshots(expected, select(await takeSnapshot(again), isRecord))).toEqual([]);
  expect(await succeed(theirs, ['status', '--json'], again)).toBe('{}\n');
  expect(await succeed(ours, ['status', '--json'], made)).toBe('{}\n');
});

test('f3: a pipeline of two commits is clean, and its differences are those that DVC prints', async () => {
  const made = await unpack('f3-pipeline.tgz', 'f3');
  expect(await succeed(ours, ['status', '--json'], made)).toBe('{}\n');
  const before = await takeSnapshot(made);
  await succeed(ours, ['repro'], made);
  expect(diffSnapshots(before, await takeSnapshot(made), true)).toEqual([]);
  for (const command of ['metrics', 'params']) {
    const args = [command, 'diff', '--json', 'HEAD~1', 'HEAD'];
    const printed = await succeed(ours, args, made);
    expect(jsonLines(printed, 2)).toBe(jsonLines(await succeed(theirs, args, made), 2));
    expect(printed).toMatch(/"diff": ?0\.00/);
  }
  expect(await succeed(ours, ['dag', '--dot'], made)).toBe(await succeed(theirs, ['dag', '--dot'], made));
});

test('f3: what was lost comes back from the cache, and what is run again is the same', async () => {
  const made = await unpack('f3-pipeline.tgz', 'f3');
  const before = await takeSnapshot(made);
  await rm(join(made, 'prepared'), { recursive: true });
  await rm(join(made, 'model.bin'));
  await succeed(ours, ['checkout'], made);
  expect(diffSnapshots(before, await takeSnapshot(made))).toEqual([]);
  await succeed(ours, ['repro', '--force'], made);
  expect(diffSnapshots(before, await takeSnapshot(made))).toEqual([]);
  expect(await succeed(theirs, ['status', '--json'], made)).toBe('{}\n');
});

test('f6: repro writes the same locks and run cache for every corner of YAML', async () => {
  const made = await unpack('f6-yaml-corners.tgz', 'f6');
  const expected = await takeSnapshot(made);
  for (const path of ['dvc.lock', 'v/dvc.lock', '.gitignore', 'v/.gitignore', '.dvc/cache', 'o.txt', 'y.txt', 'run2.sh', 'v/t.txt']) {
    await rm(join(made, path), { recursive: true });
  }
  await succeed(ours, ['repro'], made);
  await succeed(ours, ['repro', 'v/dvc.yaml'], made);
  expect(diffSnapshots(expected, await takeSnapshot(made))).toEqual([]);
});

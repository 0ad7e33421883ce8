import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ToolResult } from '../rigs/dvc-driver.ts';
import { type DiffCase, diffCases } from './diff-cases.ts';
import { realDvc } from './real-dvc.ts';
import { runProcess, sightlineTool, succeeded, type Tool } from './tool.ts';

const theirs = realDvc();
let ours: Tool;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-diff-'));
  ours = sightlineTool({ SIGHTLINE_CACHE_DIR: join(root, 'cache') });
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Every flag in every state; each call of DVC takes a third of a second. */
const asked = [
  'diff --show-hash',
  'diff --json --show-hash',
  'diff --md',
  'diff HEAD~1 HEAD --json --show-hash',
  'diff HEAD~1',
  'data status',
  'data status --json',
  'data status --granular --unchanged --untracked-files --json',
];

async function makeCase({ project = '.', steps }: DiffCase): Promise<string> {
  const top = await mkdtemp(join(root, 'case-'));
  const folder = join(top, project);
  await mkdir(folder, { recursive: true });
  const shell = async (line: string): Promise<unknown> => succeeded(await runProcess('sh', ['-c', line], folder));
  await runProcess('git', ['init', '--quiet', '--initial-branch', 'main'], top);
  succeeded(await theirs.run(project === '.' ? ['init', '--quiet'] : ['init', '--quiet', '--subdir'], folder));
  for (const step of steps) {
    await (step.startsWith('dvc ') ? theirs.run(step.split(' ').slice(1), folder).then(succeeded) : shell(step));
  }
  return folder;
}

/** DVC takes paths of `data status` from sets: their order changes from run to run. Its hints name itself. */
function comparable(command: string, { stdout }: ToolResult): unknown {
  const text = stdout.replaceAll('"dvc ', '"sightline ');
  if (!command.startsWith('data status')) {
    return text;
  }
  return command.includes('--json') ? sorted(JSON.parse(text)) : text.split('\n').toSorted();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => JSON.stringify(item)).toSorted();
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]))
    : value;
}

/** Where DVC gives up, an answer of ours is as good: nothing is held against it. */
const givesUp = /'NoneType' object is not subscriptable/;

test.each(diffCases)('$name', async (one) => {
  const folder = join(await makeCase(one), one.folder ?? '.');
  let agreed = 0;
  for (const command of [...asked, ...(one.also ?? [])]) {
    const args = command.split(' ');
    const [expected, actual] = [await theirs.run(args, folder), await ours.run(args, folder)];
    if (givesUp.test(expected.stderr)) {
      expect({ command, code: actual.code }).toEqual({ command, code: 0 });
      continue;
    }
    const said = actual.code === 0 ? '' : actual.stderr;
    expect({ command, failed: actual.code !== 0, text: comparable(command, actual), said }).toEqual({
      command,
      failed: expected.code !== 0,
      text: comparable(command, expected),
      said,
    });
    expect([0, 2]).toContain(actual.code);
    agreed += 1;
  }
  expect(agreed).toBeGreaterThan(6);
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ToolResult } from '../rigs/dvc-driver.ts';
import { dvcRig } from '../rigs/dvc.ts';
import { realDvc } from './real-dvc.ts';
import { runProcess, sightlineTool, succeeded, type Tool } from './tool.ts';

const committed = `# a comment, which DVC drops
[cache]
  type = reflink, hardlink   # at the end
  dir = ../cache/../kept
[core]
    Autostage = True
    remote = one
['remote "one"']
	url = ../store/./x
['remote "two"']
    url = "s3://bucket/with, comma"
    endpointurl = 'http://localhost:1'
`;

/** Each begins with the files above; every command line is given to both tools. */
const cases: Readonly<Record<string, readonly string[][]>> = {
  'add a folder from here': [['add', 'three', 'data/../store']],
  'add an absolute folder, home and a bucket': [
    ['add', 'three', '/mnt/x y'],
    ['add', 'four', '~/store'],
    ['add', '-d', 'Five', 's3://bucket/prefix/'],
    ['list'],
  ],
  'add what must be quoted': [
    ['add', 'three', 'a#b'],
    ['add', 'four', 'a,b'],
    ['add', 'five', ' it\'s "both"'],
    ['add', 'six', "s3://it's"],
  ],
  'add again, with and without force': [
    ['add', 'two', 'x'],
    ['add', '-f', 'two', 'x'],
  ],
  'add of an unknown scheme': [['add', 'three', 'bogus://x']],
  'default shown, set, unset': [
    ['default'],
    ['default', 'two'],
    ['default'],
    ['default', 'none'],
    ['default', '-u'],
    ['default'],
    ['list'],
  ],
  'default in the clone': [['default', '--local', 'two'], ['default'], ['default', '--project'], ['list']],
  'modify of options': [
    ['modify', 'two', 'jobs', '4'],
    ['modify', 'two', 'endpointurl', 'http://x y'],
    ['modify', 'two', 'version_aware', 'TRUE'],
    ['modify', 'two', 'bogus', '1'],
    ['modify', 'two', 'jobs', '0'],
    ['modify', 'two', 'verify', 'maybe'],
    ['modify', 'two', 'Jobs', '1'],
    ['modify', 'two', 'region'],
    ['modify', 'none', 'jobs', '1'],
    ['modify', '-u', 'two', 'endpointurl'],
    ['modify', '-u', 'two', 'region'],
  ],
  'modify of a url': [
    ['modify', 'one', 'url', 'other/store'],
    ['modify', 'one', 'url', 's3://bucket'],
    ['modify', 'one', 'region', 'eu-north-1'],
    ['modify', 'one', 'url', 'back'],
  ],
  'modify in the clone': [
    ['modify', '--local', 'two', 'secret_access_key', 'a,"b"#c'],
    ['modify', '--local', 'two', 'url', 'elsewhere'],
    ['modify', '--local', '-u', 'two', 'secret_access_key'],
    ['list'],
  ],
  'modify of a secret in the project, which is asked for': [['modify', '--project', 'two', 'secret_access_key', 'x']],
  'remove of the default': [['remove', 'one'], ['default'], ['list'], ['remove', 'one']],
  'remove of one that the clone has as default': [['default', '--local', 'two'], ['remove', 'two'], ['default']],
  rename: [['rename', 'one', 'last'], ['rename', 'two', 'last'], ['rename', 'none', 'x'], ['list']],
  'rename of one that the clone has as default': [['default', '--local', 'two'], ['rename', 'two', 'three'], ['list']],
  'more than one file named': [['list', '--local', '--project']],
};

const theirs = realDvc();
let folder: string;
const ours = sightlineTool();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-remote-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function project(tool: Tool, at: number): Promise<string> {
  const root = join(folder, `${at}`, tool.name);
  await mkdir(join(root, 'data'), { recursive: true });
  succeeded(await runProcess('git', ['init', '-q'], root));
  succeeded(await tool.run(['init', '-q'], root));
  await writeFile(join(root, '.dvc', 'config'), committed);
  return root;
}

/** DVC leaves an empty config.local behind where we leave none. */
async function configs(root: string): Promise<readonly string[]> {
  return Promise.all(['config', 'config.local'].map((name) => readFile(join(root, '.dvc', name), 'utf8').catch(() => '\n')));
}

/** Streams as far as both tools promise the same: DVC folds long lines, and our errors have words of their own. */
function comparable({ code, stdout }: ToolResult, root: string): object {
  return { failed: code !== 0, stdout: code > 1 ? '' : stdout.replaceAll(root, 'ROOT').split(/\s+/) };
}

test.each(Object.entries(cases).map(([name, commands], at) => ({ name, commands, at })))('remote: $name', async ({ commands, at }) => {
  const roots = { theirs: await project(theirs, at), ours: await project(ours, at) };
  for (const command of commands) {
    const expected = await theirs.run(['remote', ...command], roots.theirs);
    const result = await ours.run(['remote', ...command], roots.ours);
    const what = command.join(' ');
    expect({ what, ...comparable(result, roots.ours) }).toEqual({ what, ...comparable(expected, roots.theirs) });
    expect([what, ...(await configs(roots.ours))]).toEqual([what, ...(await configs(roots.theirs))]);
  }
});

test('remote in a folder below, in the configurations of the person and the machine, and outside of any project', async () => {
  const rig = await dvcRig();
  const results = await Promise.all(
    (['theirs', 'ours'] as const).map(async (name) => {
      const root = await project({ theirs, ours }[name], 1000);
      const settings = join(folder, '1000', `settings-${name}`);
      const env = { DVC_GLOBAL_CONFIG_DIR: join(settings, 'person'), DVC_SYSTEM_CONFIG_DIR: join(settings, 'machine') };
      const tool = sightlineTool(env);
      const run = (args: string[], cwd: string): Promise<ToolResult> =>
        name === 'ours' ? tool.run(['remote', ...args], cwd) : runProcess(rig.dvc, ['remote', ...args], cwd, { ...rig.env, ...env });
      const told = [
        await run(['add', '--global', 'mine', join(root, 'x')], folder),
        await run(['add', '--system', '-d', 'all', '../relative'], join(root, 'data')),
        await run(['add', 'here', 'x'], join(root, 'data')),
        await run(['rename', '--global', 'mine', 'my'], join(root, 'data')),
        await run(['list'], join(root, 'data')),
        await run(['list'], folder),
        await run(['add', 'nowhere', 'x'], folder),
      ];
      const texts = await Promise.all(['person', 'machine'].map((level) => readFile(join(settings, level, 'config'), 'utf8')));
      const strip = (text: string): string => text.replaceAll(`settings-${name}`, 'settings').replaceAll(`/${name}`, '/tool');
      return {
        told: told.map((result) => JSON.stringify(comparable(result, root)).replaceAll(`/${name}`, '/tool')),
        configs: [...texts, ...(await configs(root))].map(strip),
      };
    }),
  );
  expect(results[1]).toEqual(results[0]);
});

test('a configuration that we wrote is one that DVC reads, and one with comments and lists reads the same', async () => {
  const root = await project(ours, 1001);
  await ours.run(['remote', 'add', 'three', `it's "both", a#b`], root);
  expect((await theirs.run(['remote', 'list'], root)).stdout.split(/\s+/)).toEqual(
    (await ours.run(['remote', 'list'], root)).stdout.split(/\s+/),
  );
  const settings = 'request_checksum_calculation';
  succeeded(await ours.run(['remote', 'modify', 'two', settings, 'when_required'], root));
  expect((await theirs.run(['remote', 'list'], root)).code).toBe(0);
  expect(await readFile(join(root, '.dvc', 'config.sightline'), 'utf8')).toBe(`['remote "two"']\n    ${settings} = when_required\n`);
});

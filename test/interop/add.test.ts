import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { realDvc } from './real-dvc.ts';
import { runProcess, sightlineTool, succeeded } from './tool.ts';

const ours = sightlineTool();
const theirs = realDvc();

async function create(root: string, type: string): Promise<void> {
  succeeded(await runProcess('git', ['init', '--quiet'], root));
  succeeded(await theirs.run(['init', '--quiet'], root));
  writeFileSync(join(root, '.dvc/config'), `[cache]\n    type = "${type}"\n`);
  const deep = Array.from({ length: 40 }, (_, at) => `folder${at}`).join('/');
  mkdirSync(join(root, 'data', deep), { recursive: true });
  mkdirSync(join(root, 'data', 'empty'));
  const names = [
    'plain.txt',
    'caf\u00e9',
    'cafe\u0301',
    '\u{1f600}',
    '\uff61',
    `${'n'.repeat(251)}.jpg`,
    `${deep}/deep.txt`,
    'with "quotes" and\ttab',
  ];
  names.forEach((name, at) => writeFileSync(join(root, 'data', name), `content ${at % 3}`)); // some share one content
  writeFileSync(join(root, 'data', 'nothing'), '');
  writeFileSync(join(root, 'data', 'large'), Buffer.alloc((5 << 20) + 7, 'large'));
  writeFileSync(join(root, 'outside'), 'theirs');
  symlinkSync('../outside', join(root, 'data', 'link'));
  writeFileSync(join(root, 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(root, 'run.sh'), 0o755);
}

/** Every object with its permissions. */
function objects(root: string): string[] {
  const base = join(root, '.dvc/cache/files/md5');
  return readdirSync(base)
    .flatMap((start) => readdirSync(join(base, start)).map((rest) => `${start}${rest} ${statSync(join(base, start, rest)).mode & 0o777}`))
    .toSorted();
}

it.each(['copy', 'reflink,copy', 'hardlink', 'reflink,hardlink,copy', 'symlink'])(
  'leaves with cache.type %s what DVC leaves',
  async (type) => {
    using mine = temporaryFolder();
    using dvcs = temporaryFolder();
    for (const [tool, root] of [
      [ours, mine.path],
      [theirs, dvcs.path],
    ] as const) {
      await create(root, type);
      succeeded(await tool.run(['add', '--quiet', 'data', 'run.sh'], root));
    }
    for (const file of ['data.dvc', 'run.sh.dvc', '.gitignore']) {
      expect(readFileSync(join(mine.path, file), 'utf8')).toBe(readFileSync(join(dvcs.path, file), 'utf8'));
    }
    expect(objects(mine.path)).toEqual(objects(dvcs.path));
    expect((await theirs.run(['status', '--json'], mine.path)).stdout.trim()).toBe('{}');
    expect((await ours.run(['status', '--json'], dvcs.path)).stdout.trim()).toBe('{}');
    rmSync(join(mine.path, 'data'), { recursive: true });
    succeeded(await ours.run(['checkout', '--quiet'], mine.path));
    expect((await theirs.run(['status', '--json'], mine.path)).stdout.trim()).toBe('{}');
  },
);

it('adds, changes and removes single files of a tracked folder as DVC does', async () => {
  using mine = temporaryFolder();
  using dvcs = temporaryFolder();
  const steps: ((root: string) => string)[] = [
    (root) => {
      writeFileSync(join(root, 'data', 'plain.txt'), 'changed, and not asked for');
      writeFileSync(join(root, 'data', 'new'), 'new');
      return 'data/new';
    },
    (root) => {
      writeFileSync(join(root, 'data', 'new'), 'newer');
      return 'data/new';
    },
    () => 'data/folder0',
    (root) => {
      rmSync(join(root, 'data', 'nothing'));
      return 'data/nothing';
    },
  ];
  for (const root of [mine.path, dvcs.path]) {
    await create(root, 'copy');
  }
  for (const step of [() => 'data', ...steps]) {
    succeeded(await ours.run(['add', '--quiet', step(mine.path)], mine.path));
    succeeded(await theirs.run(['add', '--quiet', step(dvcs.path)], dvcs.path));
    expect(readFileSync(join(mine.path, 'data.dvc'), 'utf8')).toBe(readFileSync(join(dvcs.path, 'data.dvc'), 'utf8'));
  }
  const files = (root: string): string[] => objects(root).filter((object) => !object.includes('.dir'));
  expect(files(mine.path)).toEqual(files(dvcs.path)); // DVC leaves a list of the folder inside behind, which nothing names
  expect((await theirs.run(['status', '--json'], mine.path)).stdout).toBe((await theirs.run(['status', '--json'], dvcs.path)).stdout);
});

it.each([['last'], ['middle'], ['out'], ['dvc.yaml:last']])('commits %s with what it depends on as DVC does', async (target) => {
  using mine = temporaryFolder();
  using dvcs = temporaryFolder();
  const stage = (name: string, from: string, to: string): string =>
    `  ${name}:\n    cmd: cp ${from} ${to}\n    deps: [${from}]\n    outs: [${to}]\n`;
  const results = [];
  for (const [tool, root] of [
    [ours, mine.path],
    [theirs, dvcs.path],
  ] as const) {
    await create(root, 'copy');
    succeeded(await theirs.run(['add', '--quiet', 'outside'], root));
    writeFileSync(join(root, 'dvc.yaml'), `stages:\n${stage('last', 'between', 'out')}${stage('middle', 'outside', 'between')}`);
    succeeded(await theirs.run(['repro', '--quiet'], root));
    for (const file of ['outside', 'between', 'out']) {
      writeFileSync(join(root, file), `changed ${file}`);
    }
    succeeded(await tool.run(['commit', '--quiet', '--force', '--with-deps', target], root));
    results.push(
      ['dvc.lock', 'outside.dvc'].map((file) => readFileSync(join(root, file), 'utf8')),
      objects(root),
    );
  }
  expect(results.slice(0, 2)).toEqual(results.slice(2));
});

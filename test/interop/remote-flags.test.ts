import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareCodePoints } from '../../src/core/value/code-point-order.ts';
import { filesBelow, linesOf, type RemoteProject, type RemoteWorld, remoteWorld } from './remote-world.ts';
import { runProcess, succeeded } from './tool.ts';

let world: RemoteWorld;

beforeAll(async () => {
  world = await remoteWorld('folder');
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const pipeline = `stages:
  train:
    cmd: cp one.txt model && cp one.txt secret && cp one.txt elsewhere && cp one.txt m.json && cp one.txt p.csv
    deps: [one.txt]
    outs: [model, { secret: { push: false } }, { elsewhere: { remote: other } }]
    metrics: [m.json]
    plots: [p.csv]
  report: { cmd: cat model > report.txt && echo r >> report.txt, deps: [model], outs: [report.txt] }
`;

/** The same project, once for each tool, made by DVC. */
async function twins(): Promise<readonly [RemoteProject, RemoteProject]> {
  const made: RemoteProject[] = [];
  for (let at = 0; at < 2; at += 1) {
    const project = await world.project();
    const dvc = async (...args: string[]): Promise<unknown> => succeeded(await world.theirs.run(args, project.root));
    project.write('dvc.yaml', pipeline);
    project.write('one.txt', 'one\n');
    project.write('two.txt', 'number two\n');
    ['a', 'b', 'deep/c', 'deep/d'].forEach((name) => project.write(`sub/data/${name}`, `${name}\n`));
    await dvc('remote', 'add', '--quiet', 'other', join(project.root, '../other'));
    await dvc('add', '--quiet', 'one.txt', 'two.txt', 'sub/data');
    await dvc('repro', '--quiet');
    project.git('add', '--all');
    project.git('commit', '--quiet', '--message', 'First');
    project.git('tag', 'v1');
    project.git('switch', '--quiet', '--create', 'side');
    project.write('two.txt', 'on the side\n');
    await dvc('add', '--quiet', 'two.txt');
    project.git('commit', '--quiet', '--all', '--message', 'Side');
    project.git('switch', '--quiet', 'main');
    project.write('two.txt', 'later\n');
    await dvc('add', '--quiet', 'two.txt');
    project.git('commit', '--quiet', '--all', '--message', 'Second');
    made.push(project);
  }
  const [first, second] = made;
  if (first === undefined || second === undefined) {
    throw new Error('two projects are needed');
  }
  return [first, second];
}

/** Command lines that both tools run; what starts with `$` a shell does, in both. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  'push by targets': [
    'status --cloud one.txt sub/data',
    'status -r store one.txt',
    'push one.txt.dvc',
    'push -R sub',
    'push sub/data/deep',
    'push --glob *.dvc',
    'status -c two.txt',
    'push -d report',
    'push -j 2',
    'push',
    'push nothing-here',
    'push -r nowhere',
    'status --cloud -q',
  ],
  'push of revisions': ['push -q two.txt', 'push -a', 'push -T', 'push -A', 'push -A -q', 'status -c -A'],
  'push to a named remote': ['push -r other', 'status -r other two.txt', 'push -r other one.txt', 'push -q'],
  'fetch by targets, sizes and types': [
    'push -q -A',
    '$ rm -rf .dvc/cache',
    'fetch one.txt',
    'fetch sub/data/deep/c',
    'fetch --max-size 5',
    'fetch --type plots --type metrics',
    'fetch --type metrics',
    'fetch -R sub',
    'fetch -d report',
    'fetch -T',
    'fetch -a',
    'fetch -A -j 3',
    'fetch',
    'fetch nothing-here',
  ],
  pull: [
    'push -q -A',
    '$ rm -rf .dvc/cache one.txt sub model report.txt',
    'pull sub/data',
    'pull one.txt.dvc',
    'pull --glob *.txt.dvc',
    'pull -d report',
    'pull',
    'pull -q',
    '$ echo changed > two.txt',
    'pull two.txt',
    'pull -f two.txt',
    '$ rm -rf sub two.txt',
    'pull -R sub',
    'pull -a',
    'pull -T',
    'pull -r store',
    'pull -r nowhere',
    'pull nothing-here',
  ],
  'what is nowhere': [
    'push -q',
    '$ rm -rf .dvc/cache two.txt ../remote/files/md5/$(md5sum two.txt | cut -c1-2)',
    'status -c two.txt',
    'fetch two.txt',
    'pull two.txt',
    'pull --allow-missing two.txt',
    'push two.txt',
  ],
  'what is nowhere but in the workspace': [
    'push -q',
    '$ rm -rf ../remote/files && find .dvc/cache -type f ! -name "*.dir" -delete',
    'checkout',
    'checkout one.txt sub/data',
    'pull one.txt',
    '$ rm one.txt',
    'checkout one.txt',
  ],
  'data status at remotes': [
    'data status --not-in-remote --json',
    'push -q one.txt',
    'data status --not-in-remote',
    'data status --not-in-remote --granular --json',
    'data status --not-in-remote --granular --json sub/data/deep',
    'data status --not-in-remote --json sub/data/deep two.txt',
    'data status --not-in-remote -r other --json',
    'push -q -r other one.txt sub/data',
    'data status --not-in-remote -r other --granular --json',
    'data status -r other --json',
    'data status -r nowhere --json',
    'data status -r nowhere --not-in-remote',
    'push -q',
    'data status --not-in-remote --unchanged --json',
    'data status --not-in-remote --no-remote-refresh',
    '$ rm ../remote/files/md5/*/*.dir',
    'data status --not-in-remote --granular --json',
    '$ printf "" > .dvc/config',
    'data status --not-in-remote --granular --json',
  ],
};

/** DVC tells paths in the order of its sets; texts name the tool. */
function inAnyOrder(said: string): string {
  const sorted = (_: string, value: unknown): unknown => (Array.isArray(value) ? value.map(String).toSorted(compareCodePoints) : value);
  return said.startsWith('{') ? JSON.stringify(JSON.parse(said, sorted)) : said.replaceAll('"dvc ', '"sightline ');
}

async function runBoth(line: string, [theirs, ours]: readonly [RemoteProject, RemoteProject]): Promise<readonly [unknown, unknown]> {
  if (line.startsWith('$ ')) {
    for (const project of [theirs, ours]) {
      succeeded(await runProcess('/bin/sh', ['-c', line.slice(2)], project.root));
    }
    return [undefined, undefined];
  }
  const args = line.split(' ');
  const results = [await world.theirs.run(args, theirs.root), await world.ours.run(args, ours.root)] as const;
  const tell = (at: 0 | 1, project: RemoteProject): unknown => ({
    said: linesOf(results[at]).map((said) => (line.startsWith('data status') ? inAnyOrder(said) : said)),
    isDone: results[at].code === 0,
    remote: [...filesBelow(project.remote)],
    other: [...filesBelow(`${project.root}/../other`)],
    workspace: [...filesBelow(project.root, /^\.(?:git|dvc)(?:\/|$)/)],
  });
  return [tell(0, theirs), tell(1, ours)];
}

it.each(Object.entries(scripts))('%s', async (_, lines) => {
  const pair = await twins();
  for (const line of lines) {
    const [theirs, ours] = await runBoth(line, pair);
    expect({ line, ours }).toEqual({ line, ours: theirs });
  }
});

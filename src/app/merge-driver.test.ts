import { expect, it } from 'vitest';
import { hashDirObject, writeDirObject, type DirEntry } from '../core/data/dir-object.ts';
import type { MergeData } from './merge-folder-output.ts';
import { mergeFiles } from './merge-driver.ts';

const [one, two, three] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string];

/** A cache of folders' lists, without sizes of files. */
function cacheOf(...folders: readonly (readonly DirEntry[])[]): NonNullable<MergeData> {
  const lists = new Map(folders.map((entries) => [hashDirObject(writeDirObject(entries)), entries]));
  return {
    entries: async ({ md5 }) => lists.get(md5),
    keepFolder: async (entries) => hashDirObject(writeDirObject(entries)),
    sizeOf: async () => undefined,
  };
}

function merge(path: string, base: string, ours: string, theirs: string, data: MergeData = cacheOf()): ReturnType<typeof mergeFiles> {
  return mergeFiles(data, { path, base, ours, theirs, markerSize: 7 });
}

const out = (md5: string, more = ''): string => `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: x\n${more}`;

it('settings of an output and keys of the file merge one by one', async () => {
  const merged = await merge('x.dvc', out(one), out(two), `${out(one, '  push: false\n')}desc: why\n`);
  expect(merged).toEqual({ text: `${out(two, '  push: false\n')}desc: why\n`, conflicts: [], notes: [] });
});

it('a file that both branches changed is marked alone', async () => {
  const other = '- md5: dddddddddddddddddddddddddddddddd\n  hash: md5\n  path: y\n';
  const merged = await merge('d/x.dvc', out(one, other), out(two, other), out(three, other));
  expect(merged.conflicts).toEqual(['d/x: changed in both branches']);
  const item = (md5: string): string => out(md5).replace('outs:\n', '');
  expect(merged.text).toBe(`outs:\n<<<<<<< ours\n${item(two)}=======\n${item(three)}>>>>>>> theirs\n${other}`);
});

it('a branch that renamed the file and one that changed it merge; one that did both does not', async () => {
  const renamed = (md5: string): string => out(md5).replace('path: x', 'path: y');
  expect(await merge('y.dvc', out(one), out(two), renamed(one))).toMatchObject({ text: renamed(two), conflicts: [] });
  expect(await merge('y.dvc', out(one), out(two), renamed(three))).toMatchObject({
    conflicts: ['x: one branch removed it, the other changed it'],
  });
});

it('comments stay: those of the branch that changed them', async () => {
  const more = '  remote: store\n';
  const ours = out(two, more);
  expect(await merge('x.dvc', out(one), ours, `# theirs\n${out(one)}`)).toMatchObject({
    text: `# theirs\n${out(two, more)}`,
    conflicts: [],
  });
  expect(await merge('x.dvc', out(one), `# ours\n${ours}`, out(one, 'desc: d\n'))).toMatchObject({ conflicts: [] });
  const conflict = await merge('x.dvc', out(one), `# ours\n${ours}`, out(three));
  expect(conflict.text).toBe(`<<<<<<< ours\n# ours\n${ours}=======\n${out(three, more)}>>>>>>> theirs\n`);
});

it('an import is taken from one branch as a whole', async () => {
  const imported = (etag: string, md5: string): string =>
    `md5: ${etag}\nfrozen: true\ndeps:\n- etag: ${etag}\n  path: https://example.com/x\n${out(md5)}`;
  expect(await merge('x.dvc', imported('a', one), imported('b', two), `${imported('a', one)}desc: d\n`)).toMatchObject({
    text: `${imported('b', two)}desc: d\n`,
    conflicts: [],
  });
  const both = await merge('x.dvc', imported('a', one), imported('b', two), imported('c', three));
  expect(both.conflicts).toEqual(['x.dvc: both branches updated what it imports']);
  expect(both.text).toBe(`<<<<<<< ours\n${imported('b', two)}=======\n${imported('c', three)}>>>>>>> theirs\n`);
});

const base = [{ relpath: 'a', md5: one }];
const ours = [...base, { relpath: 'b', md5: two }];
const theirs = [...base, { relpath: 'c', md5: two }];
const folder = (entries: readonly DirEntry[], size?: number): string =>
  `outs:\n- md5: ${hashDirObject(writeDirObject(entries))}\n${size === undefined ? '' : `  size: ${size}\n`}  nfiles: ${entries.length}\n  hash: md5\n  path: x\n`;

it('the size of a folder is summed from what is recorded, or said to be unknown', async () => {
  const data = cacheOf(base, ours, theirs);
  const merged = [...ours, { relpath: 'c', md5: two }];
  expect(await merge('x.dvc', folder(base, 1), folder(ours, 3), folder(theirs, 3), data)).toEqual({
    text: folder(merged, 5),
    conflicts: [],
    notes: [],
  });
  expect(await merge('x.dvc', folder(base), folder(ours), folder(theirs), data)).toEqual({
    text: folder(merged),
    conflicts: [],
    notes: ["x: its size isn't recorded, since the cache lacks files that changed"],
  });
});

it('lists of a version-aware remote merge by file, with the versions that each branch pushed', async () => {
  const entry = (relpath: string, md5: string, version?: string): string =>
    `  - relpath: ${relpath}\n    md5: ${md5}\n    size: 1\n${version === undefined ? '' : `    cloud:\n      store:\n        etag: e\n        version_id: ${version}\n`}`;
  const list = (...entries: readonly string[]): string => `outs:\n- hash: md5\n  path: x\n  files:\n${entries.join('')}`;
  const merged = await merge(
    'x.dvc',
    list(entry('a', one), entry('b', one, 'v1')),
    list(entry('a', one), entry('b', two, 'v2'), entry('d', two)),
    list(entry('a', one, 'v0'), entry('b', one, 'v1'), entry('c', three, 'v3')),
  );
  expect(merged).toEqual({
    text: list(entry('a', one, 'v0'), entry('b', two, 'v2'), entry('c', three, 'v3'), entry('d', two)),
    conflicts: [],
    notes: [],
  });
});

it('without a project there is no cache to merge folders in', async () => {
  const merged = await mergeFiles(undefined, {
    path: 'x.dvc',
    base: folder(base),
    ours: folder(ours),
    theirs: folder(theirs),
    markerSize: 9,
  });
  expect(merged.conflicts).toEqual(['x: changed in both branches, and there is no project here whose cache has the two lists of files']);
  expect(merged.text).toContain('\n<<<<<<<<< ours\n');
});

const lock = (...stages: readonly string[]): string => `schema: '2.0'\nstages:\n${stages.join('')}`;
const stage = (name: string, md5: string, more = ''): string =>
  `  ${name}:\n    cmd: run ${name}\n    outs:\n    - path: ${name}.out\n      hash: md5\n      md5: ${md5}\n      size: 1\n${more}`;

it('a lock keeps the order of our stages, and theirs come after', async () => {
  const merged = await merge(
    'dvc.lock',
    lock(stage('b', one), stage('a', one)),
    lock(stage('b', two), stage('a', one), stage('c', one)),
    lock(stage('b', one), stage('d', one), stage('a', two)),
  );
  expect(merged.text).toBe(lock(stage('b', two), stage('a', two), stage('c', one), stage('d', one)));
});

it('the same run pushed by both branches is one run', async () => {
  const cloud = (version: string): string => `      cloud:\n        store:\n          etag: e\n          version_id: ${version}\n`;
  const merged = await merge('dvc.lock', lock(stage('a', one)), lock(stage('a', two, cloud('v1'))), lock(stage('a', two, cloud('v2'))));
  expect(merged).toMatchObject({ text: lock(stage('a', two, cloud('v1'))), conflicts: [] });
});

it('halves of two runs are a conflict, and an ancestor with markers is none', async () => {
  const changedCommand = lock(stage('a', one).replace('run a', 'run a --fast'));
  const halves = await merge('dvc.lock', lock(stage('a', one)), changedCommand, lock(stage('a', two)));
  expect(halves.conflicts).toEqual([
    'stage a: one branch changed its command, the other its output a.out, and what is recorded is one run',
  ]);
  const marked = await merge('dvc.lock', `<<<<<<< ours\n${lock()}`, lock(stage('a', one)), lock(stage('a', two)));
  expect(marked.conflicts).toEqual(['stage a: both branches added it, and its output a.out differ']);
});

it('a lock of no stage, and datasets by name', async () => {
  const datasets = (...names: readonly string[]): string =>
    `schema: '2.0'\ndatasets:\n${names.map((name) => `- name: ${name}\n  type: url\n`).join('')}`;
  expect((await merge('dvc.lock', datasets('a'), datasets('a', 'b'), datasets('a', 'c'))).text).toBe(datasets('a', 'b', 'c'));
});

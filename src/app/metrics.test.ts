import { describe, expect, test } from 'vitest';
import type { DataStore } from '../core/data-ports.ts';
import { diffValue } from '../core/pipeline/metrics-diff.ts';
import type { Git, Tree, Workspace } from '../core/ports.ts';
import { writePythonJson } from '../core/value/python-json.ts';
import { diffMetrics } from './metrics-diff.ts';
import { showMetrics, type ReadingPorts } from './metrics-show.ts';
import { diffParameters } from './params-diff.ts';

type Files = Readonly<Record<string, string>>;

function treeOf(name: string, files: Files): Tree {
  const inside = (folder: string): string[] =>
    Object.keys(files).flatMap((path) =>
      folder === '.' || folder === '' ? [path] : path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
    );
  return {
    name,
    readText: async (path) => files[path],
    readBytes: async (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
    kind: async (path) => (files[path] !== undefined ? 'file' : inside(path).length > 0 ? 'folder' : undefined),
    list: async (folder) => {
      const names = new Map(
        inside(folder).map((path) => [path.split('/')[0] ?? '', path.includes('/') ? ('folder' as const) : ('file' as const)]),
      );
      return [...names].map(([name, kind]) => ({ name, kind })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Commits by id, named by branches and tags; objects of the cache by md5. */
function ports(setup: {
  workspace: Files;
  commits: Readonly<Record<string, Files>>;
  objects?: Readonly<Record<string, string>>;
}): ReadingPorts {
  const git: Partial<Git> = {
    resolve: async (revision) => (revision === 'HEAD' ? Object.keys(setup.commits)[0] : revision),
    tree: async (revision) => treeOf(revision, setup.commits[revision === 'HEAD' ? (Object.keys(setup.commits)[0] ?? '') : revision] ?? {}),
    branches: async () => [{ name: 'main', commit: 'c1' }],
    tags: async () => [
      { name: 'v1', commit: 'c1', annotated: false },
      { name: 'v0', commit: 'c0', annotated: true },
    ],
    currentBranch: async () => 'main',
  };
  const data: Partial<DataStore> = {
    read: async (info, relpath) => {
      const text = setup.objects?.[relpath === undefined ? info.md5 : `${info.md5}/${relpath}`];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    entries: async (info) =>
      Object.keys(setup.objects ?? {})
        .filter((key) => key.startsWith(`${info.md5}/`))
        .map((key) => ({ relpath: key.slice(info.md5.length + 1), md5: 'x' })),
  };
  return { workspace: { ...treeOf('workspace', setup.workspace), root: '/r' } as Workspace, git: git as Git, data: data as DataStore };
}

const pipeline = `
vars: [vars.yaml]
stages:
  t:
    cmd: run \${size}
    params: [lr]
    metrics: [m.json, evals]
metrics: [top.yaml]
`;
const md5 = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const folder = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.dir';
const lock = `schema: '2.0'
stages:
  t:
    cmd: run 3
    outs:
    - {path: evals, hash: md5, md5: ${folder}}
    - {path: m.json, hash: md5, md5: ${md5}}
`;
const common = { 'dvc.yaml': pipeline, 'dvc.lock': lock, 'vars.yaml': 'size: 3', 'params.yaml': 'lr: 0.1\nother: 1' };
const objects = { [md5]: '{"acc": 0.9}', [`${folder}/a.json`]: '{"a": 1}', [`${folder}/sub/b.json`]: '{"b": 2}' };

describe('metrics of a commit', () => {
  const setup = {
    workspace: { ...common, 'm.json': '{"acc": 0.95}', 'evals/a.json': '{"a": 3}', 'top.yaml': 'k: 1' },
    commits: { c1: { ...common, 'top.yaml': 'k: 2' } },
    objects,
  };

  test('come from the cache where git has only their hash, folders file by file', async () => {
    const { changes } = await diffMetrics(ports(setup), { older: 'HEAD', newer: 'workspace' }, [], { withUnchanged: false });
    expect(writePythonJson(diffValue(changes, (path) => path))).toBe(
      '{"m.json": {"acc": {"old": 0.9, "new": 0.95, "diff": 0.04999999999999993}},' +
        ' "evals/a.json": {"a": {"old": 1, "new": 3, "diff": 2}}, "top.yaml": {"k": {"old": 2, "new": 1, "diff": -1}}}',
    );
  });

  test('a file that nobody has is an error of that file alone', async () => {
    const readings = await showMetrics(
      ports({ ...setup, objects: {}, workspace: { ...common, 'top.yaml': 'k: 1' } }),
      { allBranches: false, allTags: false, allCommits: false },
      [],
    );
    const files = [...readings.values()].flatMap((reading) => ('files' in reading ? [...reading.files] : []));
    expect(files.map(([path, file]) => [path, 'error' in file ? file.error.code : 'read'])).toEqual([
      ['m.json', 'missing-file'],
      ['evals', 'missing-file'],
      ['top.yaml', 'read'],
    ]);
  });

  test('before the first commit nothing has changed', async () => {
    const { changes } = await diffMetrics(ports({ ...setup, commits: {} }), { older: 'HEAD', newer: 'workspace' }, [], {
      withUnchanged: true,
    });
    expect(changes.size).toBe(0);
  });
});

describe('metrics of several revisions', () => {
  const files = { 'dvc.yaml': 'metrics: [k.yaml]\n', 'k.yaml': 'k: 1' };
  const all = { allBranches: true, allTags: true, allCommits: false };

  test('a commit is shown once under all its names, the workspace only where it differs from its branch', async () => {
    const broken = { 'dvc.yaml': 'metrics: [' };
    const branches = { ...all, allTags: false };
    expect([...(await showMetrics(ports({ workspace: files, commits: { c1: files } }), branches, [])).keys()]).toEqual(['main']);
    const changed = await showMetrics(ports({ workspace: { ...files, 'k.yaml': 'k: 2' }, commits: { c1: files, c0: broken } }), all, []);
    expect([...changed].map(([name, reading]) => [name, 'error' in reading ? reading.error.code : 'read'])).toEqual([
      ['workspace', 'read'],
      ['main,v1', 'read'],
      ['v0', 'yaml-syntax'],
    ]);
  });
});

test('params diff shows stage parameters, the default file, and variables that templating used', async () => {
  const before = { ...common, 'vars.yaml': 'size: 3\nunused: 1' };
  const after = { ...common, 'vars.yaml': 'size: 4\nunused: 2', 'params.yaml': 'lr: 0.2\nother: 2' };
  const changed = async (depsOnly: boolean): Promise<string> => {
    const choice = { targets: [], depsOnly };
    const pair = { older: 'HEAD', newer: 'workspace' };
    const { changes } = await diffParameters(ports({ workspace: after, commits: { c1: before } }), pair, choice, { withUnchanged: false });
    return [...changes].map(([path, names]) => `${path}: ${[...names.keys()].join(' ')}`).join(', ');
  };
  expect(await changed(false)).toBe('params.yaml: lr other, vars.yaml: size');
  expect(await changed(true)).toBe('params.yaml: lr, vars.yaml: size');
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CachedProject, dvcText, trackedProject } from '../support/cached-project.ts';
import { git } from '../support/cli.ts';
import type { TemporaryFolder } from '../support/temporary-folder.ts';

const lost = '1'.repeat(40);
let folder: TemporaryFolder;
let project: CachedProject;

beforeEach(async () => {
  ({ folder, project } = await trackedProject());
});

afterEach(() => folder[Symbol.dispose]());

const trimmed = async (...args: string[]): Promise<string> => (await project.git(...args)).trim();

/** Commits a content at a path on a detached HEAD; answers its md5 and the commit. */
async function detached(path: string, content: string, from = 'main'): Promise<{ md5: string; commit: string }> {
  await project.git('switch', '--quiet', '--detach', from);
  const md5 = project.track(path, content);
  await project.commit();
  return { md5, commit: await trimmed('rev-parse', 'HEAD') };
}

async function kept(...contents: readonly string[]): Promise<readonly boolean[]> {
  const unused = project.put('nothing names this');
  const done = await project.run('gc', '-w', '-f');
  expect(done).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') as unknown });
  expect(project.has(unused)).toBe(false);
  return contents.map((md5) => project.has(md5));
}

/** What is said where it stops before anything is removed. */
async function refusal(): Promise<string> {
  const unused = project.put('nothing names this');
  const done = await project.run('gc', '-w', '-f');
  expect({ ...done, stderr: '', isThere: project.has(unused) }).toEqual({ code: 2, stdout: '', stderr: '', isThere: true });
  return done.stderr;
}

describe('gc keeps what is named', () => {
  it('by each of the commits that an octopus merge brings together', async () => {
    const sides = [await detached('a', 'of a'), await detached('b', 'of b'), await detached('c', 'of c')];
    await project.git('switch', '--quiet', 'main');
    await project.git('merge', '--quiet', '--no-commit', ...sides.map(({ commit }) => commit));
    await project.git('read-tree', '--reset', '-u', 'HEAD'); // MERGE_HEAD alone is left of it
    expect(readFileSync(join(project.root, '.git/MERGE_HEAD'), 'utf8').trim().split('\n')).toHaveLength(3);
    expect(await kept(...sides.map(({ md5 }) => md5))).toEqual([true, true, true]);
  });

  it('by a merge with a conflict, on both sides and the base', async () => {
    const [base] = project.objects();
    const theirs = await detached('data', 'theirs');
    await project.git('switch', '--quiet', 'main');
    const ours = project.track('data', 'ours');
    await project.commit();
    await project.git('merge', '--quiet', theirs.commit).catch(() => '');
    rmSync(join(project.root, 'data.dvc'));
    expect(await kept(ours, theirs.md5, base ?? '')).toEqual([true, true, true]);
  });

  it('where a bisection or a sequence of picks started', async () => {
    const start = await detached('x', 'where it started');
    const good = await trimmed('rev-parse', 'main');
    await project.commit();
    await project.git('bisect', 'start', 'HEAD', good);
    expect(await kept(start.md5)).toEqual([true]);
    await project.git('bisect', 'reset');
    const picks = [await detached('data', 'to pick'), await detached('data', 'to pick, too')];
    const head = await detached('data', 'before the picks');
    await project.git('cherry-pick', ...picks.map(({ commit }) => commit)).catch(() => '');
    await project.git('update-ref', '--no-deref', 'HEAD', 'main');
    await project.git('read-tree', '--reset', '-u', 'HEAD');
    expect(await kept(head.md5)).toEqual([true]);
  });

  it('by a pick, a revert, a merge and a rebase that are not done, where git keeps its refs in a table', async ({ skip }) => {
    const root = join(folder.path, 'table');
    mkdirSync(root);
    const isMade = await git(root, 'init', '--quiet', '--initial-branch', 'main', '--ref-format', 'reftable').catch(() => 'refused');
    skip(isMade === 'refused', `${(await git(root, 'version')).trim()} has no tables of refs: 2.45 brought them`);
    project = new CachedProject(root);
    await project.run('init', '-q');
    project.track('data', 'first');
    await project.commit();
    const side = await detached('data', 'of the side');
    await project.git('switch', '--quiet', 'main');
    project.track('data', 'of main');
    await project.commit();
    for (const [name, ...command] of [
      ['CHERRY_PICK_HEAD', 'cherry-pick', side.commit],
      ['REVERT_HEAD', 'revert', '--no-edit', side.commit],
      ['MERGE_HEAD', 'merge', side.commit],
      ['REBASE_HEAD', 'rebase', '--onto', 'main', `${side.commit}~1`, side.commit],
    ] as const) {
      await project.git(...command).catch(() => '');
      await project.git('read-tree', '--reset', '-u', 'main');
      expect([name, await trimmed('rev-parse', name)]).toEqual([name, side.commit]);
      expect([name, ...(await kept(side.md5))]).toEqual([name, true]);
      await project.git(command[0], '--abort');
    }
    await project.git('switch', '--quiet', 'main');
    expect(await kept(side.md5)).toEqual([false]);
  });

  it('by what was replaced and by what it was replaced with', async () => {
    const there = await detached('data', 'what it was');
    await project.git('branch', 'side');
    const instead = await detached('data', 'what it is replaced by');
    await project.git('switch', '--quiet', 'main');
    await project.git('replace', there.commit, instead.commit);
    expect(await kept(there.md5, instead.md5)).toEqual([true, true]);
    const texts = [project.put('a text'), project.put('the text in its place')];
    project.write('text.dvc', dvcText(texts[0] ?? '', 'text'));
    await project.commit();
    project.write('.git/other', dvcText(texts[1] ?? '', 'text'));
    await project.git('replace', await trimmed('rev-parse', 'HEAD:text.dvc'), await trimmed('hash-object', '-w', '.git/other'));
    rmSync(join(project.root, 'text.dvc'));
    expect(await kept(...texts)).toEqual([true, true]);
  });

  it('by a tag of a tree, and minds no tag of a file', async () => {
    const side = await detached('data', 'of a tree');
    await project.git('tag', '-a', '-m', 'x', 'tree', `${side.commit}^{tree}`);
    await project.git('tag', 'light', `${side.commit}^{tree}`);
    await project.git('tag', 'file', `${side.commit}:data.dvc`);
    await project.git('switch', '--quiet', 'main');
    expect(await kept(side.md5)).toEqual([true]);
    expect(await project.run('gc', '-a', '-n', '2', '-f')).toMatchObject({ code: 0 });
    expect(project.has(side.md5)).toBe(true);
  });

  it('by the index of a stash that has no log', async () => {
    const index = project.track('data', 'of the index');
    await project.git('add', '-A');
    const file = project.track('data', 'of the files');
    await project.git('stash', '--quiet');
    rmSync(join(project.root, '.git/logs/refs/stash'));
    expect(await kept(index, file)).toEqual([true, true]);
  });

  it('in a clone that borrows objects, has grafts, or is a submodule, and on a branch without a commit', async () => {
    const [first = ''] = project.objects();
    const borrower = new CachedProject(join(folder.path, 'borrower'));
    await git(folder.path, 'clone', '--quiet', '--shared', project.root, borrower.root);
    const above = new CachedProject(join(folder.path, 'above'));
    await above.create();
    await above.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', project.root, 'below');
    const below = new CachedProject(join(above.root, 'below'));
    for (const clone of [borrower, below]) {
      await clone.git('switch', '--quiet', '-c', 'side');
      const side = clone.track('data', 'of a branch');
      await clone.commit();
      await clone.git('switch', '--quiet', '--orphan', 'unborn');
      const ids = [side, clone.put('first'), clone.put('unused')];
      expect(await clone.run('gc', '-w', '-f')).toMatchObject({ code: 0 });
      expect(ids.map((md5) => clone.has(md5))).toEqual([true, true, false]);
    }
    project.track('data', 'second');
    await project.commit();
    const other = await detached('data', 'joined by a graft');
    await project.git('switch', '--quiet', 'main');
    project.write('.git/info/grafts', `${await trimmed('rev-parse', 'main')} ${await trimmed('rev-parse', 'main~1')} ${other.commit}\n`);
    expect(await project.run('gc', '-A', '-f')).toMatchObject({ code: 0 });
    expect([first, other.md5].map((md5) => project.has(md5))).toEqual([true, true]);
  });
});

describe('gc stops, and removes nothing,', () => {
  it('at a lost commit of HEAD', async () => {
    writeFileSync(join(project.root, '.git/HEAD'), `${lost}\n`);
    expect(await refusal()).toMatch(/HEAD/);
  });

  it.each(['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'MERGE_AUTOSTASH', 'BISECT_START', 'sequencer/head', 'rebase-merge/autostash'])(
    'at a lost commit of %s, and at what is no commit there',
    async (name) => {
      const head = await trimmed('rev-parse', 'HEAD');
      project.write(`.git/${name}`, `${head}\n${lost}\n`);
      expect(await refusal()).toContain(lost);
      project.write(`.git/${name}`, 'main\n');
      const done = await project.run('gc', '-w', '--dry');
      expect(done).toMatchObject(name === 'BISECT_START' ? { code: 0 } : { code: 2, stderr: expect.stringContaining(name) as unknown });
    },
  );

  it('at a stash, its log or a part of it that is lost', async () => {
    project.track('data', 'of the files');
    await project.git('stash', '--quiet');
    const log = join(project.root, '.git/logs/refs/stash');
    const text = readFileSync(log, 'utf8');
    writeFileSync(log, `${'0'.repeat(40)} ${lost} T <t@example.com> 1767323045 +0000\tWIP\n${text.replace(/^\S+/, lost)}`);
    expect(await refusal()).toContain(`stash@{1}' is at (${lost})`);
    writeFileSync(log, `${text}half a line`);
    expect(await refusal()).toContain('line 2 of');
    writeFileSync(log, text);
    const index = await trimmed('rev-parse', 'stash^2');
    rmSync(join(project.root, '.git/objects', index.slice(0, 2), index.slice(2)));
    expect(await refusal()).toContain(index);
  });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { formatLockNote, lockNoteRef } from '../../src/core/pipeline/lock-note.ts';
import { CachedProject, dvcText, trackedProject } from '../support/cached-project.ts';
import { git, sightline } from '../support/cli.ts';
import type { TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let project: CachedProject;

beforeEach(async () => {
  ({ folder, project } = await trackedProject());
});

afterEach(() => folder[Symbol.dispose]());

function lockText(md5: string, ...deps: string[]): string {
  const lines = deps.map((dep) => `    - path: dep\n      hash: md5\n      md5: ${dep}\n`).join('');
  const outs = `    outs:\n    - path: out\n      hash: md5\n      md5: ${md5}\n      size: 1\n`;
  return `schema: '2.0'\nstages:\n  s:\n    cmd: s\n${deps.length === 0 ? '' : `    deps:\n${lines}`}${outs}`;
}

describe('gc keeps what is named', () => {
  it('by every ref, stash, index, note and worktree, and by files that are not committed', async () => {
    const kept: string[] = [];
    const name = (path: string, content: string | readonly string[]): void => void kept.push(project.track(path, content));
    const onBranch = async (branch: string, content: string | readonly string[]): Promise<void> => {
      await project.git('switch', '--quiet', '-c', branch, 'main');
      name('data', content);
      await project.commit();
    };
    await onBranch('side', ['of a branch', 'another file']);
    await onBranch('gone', 'of an annotated tag');
    await project.git('tag', '-a', '-m', 'x', 'model@v0.0.1');
    await onBranch('light', 'of a lightweight tag');
    await project.git('tag', 'light-tag');
    await onBranch('tracking', 'of a remote-tracking branch');
    await project.git('update-ref', 'refs/remotes/origin/topic', 'HEAD');
    await project.git('switch', '--quiet', '--detach');
    name('data', 'of a detached HEAD in another worktree');
    await project.commit();
    await project.git('worktree', 'add', '--quiet', '--detach', '../elsewhere', 'HEAD');
    await project.git('switch', '--quiet', 'main');
    await project.git('branch', '-D', 'gone', 'light', 'tracking');
    const other = join(folder.path, 'elsewhere');
    const elsewhere = new CachedProject(other);
    kept.push(project.put('not committed, in another worktree'), project.put("in another worktree's index"));
    elsewhere.write('new.dvc', dvcText(kept.at(-1) ?? '', 'new'));
    await elsewhere.git('add', 'new.dvc');
    elsewhere.write('new.dvc', dvcText(kept.at(-2) ?? '', 'new'));
    name('data', 'of an old stash');
    await project.git('stash', '--quiet');
    name('data', 'of the index of a stash');
    await project.git('add', 'data.dvc');
    name('data', 'of the files of a stash');
    name('untracked', 'of an untracked file in a stash');
    await project.git('stash', '--quiet', '--include-untracked');
    kept.push(project.put('of a note'), project.put("only in git's index"), project.put('what an output was made from'));
    const note = formatLockNote(new Map([['dvc.lock', lockText(kept.at(-3) ?? '')]]));
    project.write('.git/note', note);
    await project.git('notes', '--ref', lockNoteRef, 'add', '-F', '.git/note', 'HEAD');
    project.write('indexed.dvc', dvcText(kept.at(-2) ?? '', 'indexed'));
    await project.git('add', 'indexed.dvc');
    rmSync(join(project.root, 'indexed.dvc'));
    name('sub/new', 'of a new file');
    project.write('deep/dvc.yaml', 'stages: {s: {cmd: s, deps: [dep], outs: [out]}}\n');
    project.write('deep/dvc.lock', lockText(project.put('of a lock'), kept.at(-2) ?? ''));
    const unused = [project.put('nothing names this'), project.putFolder(['nor this'])];
    const before = project.objects();

    const done = await project.run('gc', '-w', '-f');
    expect(done).toMatchObject({ code: 0, stdout: 'Removed 3 objects from repo cache.\n' });
    expect(unused.filter((md5) => project.has(md5))).toEqual([]);
    expect(kept.filter((md5) => !project.has(md5))).toEqual([]);
    expect(project.objects()).toHaveLength(before.length - 3);
    expect(await project.run('gc', '-w', '-f')).toMatchObject({ code: 0, stdout: "No unused 'repo' cache to remove.\n" });
  });

  it('by a rebase that set it aside', async () => {
    project.track('data', 'second');
    await project.commit();
    const aside = project.track('data', 'set aside');
    await project.git('-c', 'sequence.editor=true', 'rebase', '--autostash', '-i', 'HEAD~1', '--exec', 'false').catch(() => '');
    expect((await project.run('gc', '-w', '-f')).code).toBe(0);
    expect(project.has(aside)).toBe(true);
  });

  it('by older commits only where they are asked for', async () => {
    const [first] = project.objects();
    const second = project.track('data', 'second');
    await project.commit();
    const third = project.track('data', 'third');
    await project.commit();
    await project.run('gc', '-f', '-A');
    expect(project.objects()).toHaveLength(3);
    await project.run('gc', '-f', '-a', '-n', '3');
    await project.run('gc', '-f', '--date', '2020-01-01');
    expect(project.objects()).toHaveLength(3);
    await project.run('gc', '-f', '--rev', 'HEAD~1');
    expect(project.objects()).toEqual([second, third].toSorted());
    await project.run('gc', '-f', '-T');
    expect(project.objects()).toEqual([third]);
    expect(first).not.toBe(third);
  });
});

describe('gc stops', () => {
  it('at what it cannot read, and removes nothing', async () => {
    const unused = project.put('unused');
    const spelled = project.put('spelled only');
    project.write('bad.dvc', `<<<<<<< ours\n${dvcText(spelled, 'bad')}`);
    const refused = await project.run('gc', '-w', '-f');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('bad.dvc');
    expect(project.has(unused)).toBe(true);
    expect((await project.run('gc', '-w', '-f', '--skip-failed')).code).toBe(0);
    expect([project.has(unused), project.has(spelled)]).toEqual([false, true]);
  });

  it('at a text that ends in the middle of a hash', async () => {
    const unused = project.put('unused');
    await project.git('switch', '--quiet', '-c', 'side');
    project.write('short.dvc', 'outs:\n- md5: 0123456789abcdef');
    await project.commit();
    await project.git('switch', '--quiet', 'main');
    const refused = await project.run('gc', '-w', '-f');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('short.dvc of side');
    expect(project.has(unused)).toBe(true);
  });

  it('at a ref that is broken or whose commit is lost', async () => {
    const unused = project.put('unused');
    for (const id of ['1'.repeat(40), 'no id']) {
      project.write('.git/refs/heads/broken', `${id}\n`);
      const refused = await project.run('gc', '-w', '-f');
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('refs/heads/broken');
    }
    expect(project.has(unused)).toBe(true);
  });

  it('at a folder whose list is lost, unless nothing keeps one of it', async () => {
    const lost = project.track('folder', ['one', 'two']);
    const file = join(project.root, '.dvc/cache/files/md5', lost.slice(0, 2), lost.slice(2));
    rmSync(file);
    const unused = project.put('unused');
    const refused = await project.run('gc', '-w', '-f');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`the list of files ${lost}`);
    rmSync(join(project.root, 'folder.dvc'));
    project.write('dvc.yaml', 'stages: {s: {cmd: s, deps: [dep], plots: [{out: {cache: false}}]}}\n');
    project.write('dvc.lock', lockText(lost, `${'0'.repeat(32)}.dir`));
    await project.commit();
    expect((await project.run('gc', '-w', '-f')).stderr).not.toContain('error');
    expect(project.has(unused)).toBe(false);
  });

  it('where nobody can answer, where a worktree is away and in a shallow clone', async () => {
    const unused = project.put('unused');
    expect(await project.run('gc', '-w')).toMatchObject({ code: 2, stdout: '' });
    expect(await project.run('gc', '-w', '--dry')).toMatchObject({ code: 0 });
    await project.git('worktree', 'add', '--quiet', '--detach', '../away');
    rmSync(join(folder.path, 'away'), { recursive: true });
    expect((await project.run('gc', '-w', '-f')).stderr).toContain("away' isn't there");
    await project.git('worktree', 'prune');
    await project.commit();
    const shallow = join(folder.path, 'shallow');
    await git(folder.path, 'clone', '--quiet', '--depth', '1', `file://${project.root}`, shallow);
    expect((await sightline(shallow, 'gc', '-A', '-f')).stderr).toContain('this clone is shallow');
    expect((await sightline(shallow, 'gc', '-w', '-f')).code).toBe(0);
    expect(project.has(unused)).toBe(true);
  });
});

it('tells what it will remove, all of it as JSON, and nothing when quiet', async () => {
  Array.from({ length: 25 }, (_, at) => project.put(`unused ${at}`));
  const dry = await project.run('gc', '-w', '--dry', '--json');
  const answer = JSON.parse(dry.stdout) as { cache: { size: number }[] };
  expect(answer.cache).toHaveLength(25);
  expect(dry.stderr.split('\n').filter((line) => line.startsWith('Removing '))).toHaveLength(20);
  expect(dry.stderr).toContain('and 5 more\nIn all 25 objects (');
  expect(project.objects()).toHaveLength(26);
  expect(await project.run('gc', '-w', '-f', '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(project.objects()).toHaveLength(1);
});

it('keeps results that the run cache remembers, unless told otherwise', async () => {
  const made = project.putFolder(['made by a run']);
  const input = project.put('what it was made from');
  project.write(
    `.dvc/cache/runs/aa/${'a'.repeat(64)}/${'b'.repeat(64)}`,
    `cmd: s\ndeps:\n- path: dep\n  md5: ${input}\n  hash: md5\nouts:\n- path: out\n  md5: ${made}\n  hash: md5\n`,
  );
  const done = await project.run('gc', '-w', '-f');
  expect(done.stderr).toContain('Kept 2 objects (');
  expect([project.has(made), project.has(input)]).toEqual([true, false]);
  await project.run('gc', '-w', '-f', '--runs');
  expect(project.objects()).toHaveLength(1);
});

it('keeps what other projects of a shared cache name', async () => {
  const other = new CachedProject(join(folder.path, 'other'));
  await other.create();
  const theirs = project.put('theirs');
  other.write('data.dvc', dvcText(theirs, 'data'));
  await other.commit();
  expect((await project.run('gc', '-w', '-f', '-p', '../other')).code).toBe(0);
  expect(project.has(theirs)).toBe(true);
  await project.run('gc', '-w', '-f');
  expect(project.has(theirs)).toBe(false);
});

describe('gc of a remote', () => {
  let remote: string;
  beforeEach(async () => {
    remote = join(folder.path, 'store');
    await project.run('remote', 'add', '-d', 'store', remote);
    await project.commit();
  });

  it('removes what nothing names, reads lists that the cache lacks, and leaves alone what just came', async () => {
    const named = project.putFolder(['a file', 'another'], remote);
    project.write('folder.dvc', dvcText(named, 'folder'));
    const unused = project.put('unused', remote);
    expect((await project.run('gc', '-w', '-c', '-f')).stderr).toContain('Kept 1 object (');
    expect(project.has(unused, remote)).toBe(true);
    const done = await project.run('gc', '-w', '-c', '-f', '--grace', '0');
    expect(done.stdout).toBe("No unused 'repo' cache to remove.\nRemoved 1 objects from remote.\n");
    expect(project.has(unused, remote)).toBe(false);
    expect(project.objects(remote)).toHaveLength(3);
  });

  it('refuses where git knows of more than this clone', async () => {
    const clone = join(folder.path, 'clone');
    await git(folder.path, 'clone', '--quiet', project.root, clone);
    expect((await sightline(clone, 'gc', '-w', '-c', '-f')).code).toBe(0);
    await project.git('switch', '--quiet', '-c', 'later');
    await project.commit();
    const refused = await sightline(clone, 'gc', '-w', '-c', '-f');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('refs/heads/later');
  });

  it('keeps what a branch of git names that was fetched without a ref', async () => {
    const origin = join(folder.path, 'origin');
    await git(folder.path, 'clone', '--quiet', '--bare', project.root, origin);
    await project.git('remote', 'add', 'origin', origin);
    await project.git('switch', '--quiet', '-c', 'theirs');
    const theirs = project.track('data', 'of a branch that has no ref here');
    project.put('of a branch that has no ref here', remote);
    await project.commit();
    await project.git('push', '--quiet', 'origin', 'theirs');
    await project.git('switch', '--quiet', 'main');
    await project.git('branch', '-D', 'theirs');
    await project.git('update-ref', '-d', 'refs/remotes/origin/theirs');
    expect((await project.run('gc', '-w', '-c', '-f', '--grace', '0')).code).toBe(0);
    expect(project.has(theirs, remote)).toBe(true);
  });

  it('lets the cache go without what the remote has whole', async () => {
    const [first = ''] = project.objects();
    project.put('first', remote);
    const alone = project.track('alone', 'not pushed');
    const cut = project.track('cut', 'not whole at the remote');
    project.write(`../store/files/md5/${cut.slice(0, 2)}/${cut.slice(2)}`, 'not');
    expect((await project.run('gc', '-w', '-f', '--not-in-remote')).code).toBe(0);
    expect(project.objects()).toEqual([alone, cut].toSorted());
    expect(project.has(first, remote)).toBe(true);
  });
});

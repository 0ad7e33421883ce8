import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openLocalStore } from '../../src/adapters/local-store/local-store.ts';
import { sightlineWith } from '../support/cli.ts';
import { type Edits, type MergingProject, mergingProject } from '../support/merging-project.ts';

const images = { 'data/a': 'a', 'data/b': 'b', 'data/c': 'c', 'data/deep/d': 'd' };

/** A tracked folder in which main and a branch `other` changed files. */
async function changedFolder(ours: Edits, theirs: Edits): Promise<MergingProject> {
  const project = await mergingProject(images, ({ add }) => add('data'));
  await project.branch('other', async () => {
    project.edit(theirs);
    await project.add('data');
  });
  project.edit(ours);
  await project.add('data');
  project.commitAll('Ours');
  return project;
}

it('merges different files of one tracked folder', async () => {
  using project = await changedFolder({ 'data/a': 'A', 'data/new': 'n', 'data/c': undefined }, { 'data/b': 'BB', 'data/deep/e': 'eee' });
  expect(project.tryGit('merge', '--no-edit', 'other')).toMatchObject({ code: 0 });
  await project.checkout();
  expect(project.files('data')).toEqual({ 'data/a': 'A', 'data/b': 'BB', 'data/deep/d': 'd', 'data/deep/e': 'eee', 'data/new': 'n' });
  expect(project.read('data.dvc')).toContain('size: 8\n  nfiles: 5\n');
  expect(await project.add('data')).toEqual([]);
});

it('says which files both branches changed, and leaves all other changes in on both sides of the markers', async () => {
  const ours = { 'data/a': 'ours', 'data/b': undefined, 'data/x': 'x1', 'data/mine': 'm' };
  using project = await changedFolder(ours, { 'data/a': 'theirs', 'data/b': 'changed', 'data/x': 'x2', 'data/yours': 'y' });
  const { code, stderr } = project.tryGit('merge', 'other');
  expect(code).toBe(1);
  expect(stderr).toContain('data/a: changed in both branches');
  expect(stderr).toContain('data/b: removed in one branch and changed in the other');
  expect(stderr).toContain('data/x: added in both branches, with different content');
  expect(stderr).not.toContain('mine');
  const text = project.read('data.dvc');
  expect(text).toMatch(/^outs:\n<<<<<<< ours\n- md5: [^]*=======\n- md5: [^]*>>>>>>> theirs\n$/);
  project.write('data.dvc', text.replace(/<<<<<<< ours\n[^]*=======\n/, '').replace('>>>>>>> theirs\n', ''));
  await project.checkout({ force: true });
  const agreed = { 'data/c': 'c', 'data/deep/d': 'd', 'data/mine': 'm', 'data/yours': 'y' };
  expect(project.files('data')).toEqual({ ...agreed, 'data/a': 'theirs', 'data/b': 'changed', 'data/x': 'x2' });
});

/** Goes to a branch, changes files of the folder there, and commits. */
async function change(project: MergingProject, branch: string, edits: Edits): Promise<void> {
  project.git('switch', '--quiet', branch);
  await project.checkout({ force: true });
  project.edit(edits);
  await project.add('data');
  project.commitAll(`On ${branch}`);
}

it('branches that merged each other merge again: of two ancestors git has us make one', async () => {
  using project = await changedFolder({ 'data/a': 'A' }, { 'data/b': 'B' });
  project.git('tag', 'first');
  project.git('merge', '--quiet', '--no-edit', 'other');
  project.git('switch', '--quiet', 'other');
  project.git('merge', '--quiet', '--no-edit', 'first');
  await change(project, 'other', { 'data/deep/d': 'D' });
  await change(project, 'main', { 'data/c': undefined });
  expect(project.git('merge-base', '--all', 'main', 'other').trim().split('\n')).toHaveLength(2);
  expect(project.tryGit('merge', '--no-edit', 'other')).toMatchObject({ code: 0 });
  await project.checkout({ force: true });
  expect(project.files('data')).toEqual({ 'data/a': 'A', 'data/b': 'B', 'data/deep/d': 'D' });
});

it('branches that settled one conflict alike merge again, but what one of them changed since is asked about: no ancestor is whole', async () => {
  using project = await changedFolder({ 'data/a': 'ours' }, { 'data/a': 'theirs' });
  const [first, second] = [project.git('rev-parse', 'main').trim(), project.git('rev-parse', 'other').trim()];
  for (const [branch, others] of [
    ['main', second],
    ['other', first],
  ] as const) {
    project.git('switch', '--quiet', branch);
    expect(project.tryGit('merge', others)).toMatchObject({ code: 1 });
    project.git('checkout', '--ours', '--', 'data.dvc');
    await project.checkout({ force: true });
    project.edit({ 'data/a': 'settled' });
    await project.add('data');
    project.commitAll('Settled');
  }
  await change(project, 'other', { 'data/x': 'x' });
  await change(project, 'main', { 'data/y': 'y' });
  expect(project.tryGit('merge', '--no-commit', 'other')).toMatchObject({ code: 0 });
  await project.checkout({ force: true });
  expect(project.files('data')).toEqual({ ...images, 'data/a': 'settled', 'data/x': 'x', 'data/y': 'y' });
  project.git('merge', '--abort');
  await change(project, 'main', { 'data/b': 'B' });
  const { code, stderr } = project.tryGit('merge', 'other');
  expect(code).toBe(1);
  const said = stderr.split('error: conflict').at(-1); // what came before was of the ancestor that git made up
  expect(said).toContain('data/b: added in both branches, with different content');
  expect(said).not.toContain('data/a');
});

it('an octopus merges what one branch each changed, and stops before anything is lost where several did', async () => {
  using project = await changedFolder({ 'data/a': 'A' }, { 'data/b': 'B' });
  for (const name of ['x', 'y']) {
    await project.branch(name, async () => {
      project.edit({ [`${name}/new.txt`]: name });
      await project.add(`${name}/new.txt`);
    });
  }
  expect(project.tryGit('merge', '--no-edit', 'x', 'y')).toMatchObject({ code: 0 });
  await project.checkout({ force: true });
  expect([project.read('x/new.txt'), project.read('y/new.txt')]).toEqual(['x', 'y']);
  const before = project.read('data.dvc');
  await project.branch('third', async () => {
    project.edit({ 'data/c': 'C' });
    await project.add('data');
  });
  expect(project.tryGit('merge', '--no-edit', 'other', 'third').code).not.toBe(0);
  project.git('reset', '--quiet', '--hard');
  expect(project.read('data.dvc')).toBe(before);
  for (const branch of ['other', 'third']) {
    expect(project.tryGit('merge', '--no-edit', branch)).toMatchObject({ code: 0 });
  }
  await project.checkout({ force: true });
  expect(project.files('data')).toEqual({ 'data/a': 'A', 'data/b': 'B', 'data/c': 'C', 'data/deep/d': 'd' });
});

it('a file on one branch where the other has a folder is a conflict', async () => {
  using project = await changedFolder({ 'data/n': 'file' }, { 'data/n/inner': 'in a folder' });
  const { code, stderr } = project.tryGit('merge', 'other');
  expect(code).toBe(1);
  expect(stderr).toContain('data/n/inner: a file in one branch and a folder in the other');
});

it('two branches that each added the folder merge without an ancestor', async () => {
  using project = await mergingProject({ '.gitignore': '/data\n' });
  await project.branch('other', async () => {
    project.edit({ 'data/same': 's', 'data/theirs': 't' });
    await project.add('data');
  });
  project.edit({ 'data/same': 's', 'data/ours': 'o' });
  await project.add('data');
  project.commitAll('Ours');
  expect(project.tryGit('merge', '--no-edit', 'other')).toMatchObject({ code: 0 });
  await project.checkout();
  expect(project.files('data')).toEqual({ 'data/same': 's', 'data/theirs': 't', 'data/ours': 'o' });
  expect(project.read('data.dvc')).toContain('size: 3\n  nfiles: 3\n');
});

it('a list of files that the cache lacks is named, and nothing is guessed', async () => {
  using project = await changedFolder({ 'data/a': 'A' }, { 'data/b': 'B' });
  const md5 = /md5: (?<md5>\w+\.dir)/.exec(project.git('show', 'other:data.dvc'))?.groups?.['md5'] ?? '';
  rmSync(join(project.root, '.dvc/cache/files/md5', md5.slice(0, 2), md5.slice(2)));
  const { code, stderr } = project.tryGit('merge', 'other');
  expect(code).toBe(1);
  expect(stderr).toContain(`the cache lacks ${md5}: abort, run 'sightline fetch --all-commits', then merge again`);
  expect(project.read('data.dvc')).toContain('<<<<<<< ours\n');
});

const pipeline = `stages:
  one:
    cmd: cat in1 in0 > out1
    deps: [in1]
    outs: [out1]
  two:
    cmd: cat in2 > out2
    deps: [in2]
    outs: [out2]
  three:
    cmd: cat out1 out2 > out3
    deps: [out1, out2]
    outs: [out3]
`;

async function withStages(): Promise<MergingProject> {
  return mergingProject({ 'dvc.yaml': pipeline, in0: '0', in1: '1', in2: '2' }, ({ repro }) => repro());
}

/** Runs stages after changes, all of them without names. */
async function run(project: MergingProject, edits: Edits, ...targets: string[]): Promise<void> {
  project.edit(edits);
  await project.repro({ targets });
}

it('merges stages that different branches ran, and the status is true', async () => {
  using project = await withStages();
  await project.branch('other', () => run(project, { in2: '22' }, 'two'));
  const four = '  four:\n    cmd: cat in1 > out4\n    deps: [in1]\n    outs: [out4]\n';
  await run(project, { in1: '11', 'dvc.yaml': `${pipeline}${four}` }, 'one', 'four');
  project.commitAll('Ours');
  expect(project.tryGit('merge', '--no-edit', 'other')).toMatchObject({ code: 0 });
  await project.checkout();
  expect([...(await project.status())].map(([stage]) => stage)).toEqual(['three']);
  const merged = project.read('dvc.lock');
  expect(await project.repro()).toEqual({ one: 'unchanged', two: 'unchanged', three: 'ran', four: 'unchanged' });
  expect(project.read('out3')).toBe('11022');
  const upToThree = (lock: string): string => lock.slice(0, lock.indexOf('  three:'));
  expect(upToThree(project.read('dvc.lock'))).toBe(upToThree(merged));
});

it('never puts one run together from two, and marks that stage alone', async () => {
  using project = await withStages();
  await project.branch('other', () => run(project, { in1: '1theirs', in2: '22' }));
  project.edit({ in0: 'another' });
  await project.repro({ targets: ['one'], force: true });
  project.commitAll('Ours');
  const { code, stderr } = project.tryGit('merge', 'other');
  expect(code).toBe(1);
  expect(stderr).toContain('stage one: both branches changed its output out1');
  const text = project.read('dvc.lock');
  expect(text.match(/^<<<<<<< ours$/gm)).toHaveLength(1);
  expect(text).toMatch(/^schema: '2.0'\nstages:\n<<<<<<< ours\n {2}one:\n[^]*=======\n {2}one:\n[^]*>>>>>>> theirs\n {2}two:\n[^<]*$/);
  project.write('dvc.lock', text.replace(/=======\n[^]*>>>>>>> theirs\n/, '').replace('<<<<<<< ours\n', ''));
  await project.checkout({ force: true });
  expect([...(await project.status())].map(([stage]) => stage)).toEqual(['one', 'three']);
});

it('a stage that one branch removed and the other ran is a conflict; one that only one branch removed is gone', async () => {
  using project = await withStages();
  await project.branch('other', () => run(project, { in2: '22' }, 'two'));
  const without = (lock: string, stage: string): string => lock.replace(new RegExp(String.raw`^ {2}${stage}:\n(?: {4}.*\n)*`, 'm'), '');
  project.write('dvc.lock', without(without(project.read('dvc.lock'), 'two'), 'three'));
  project.commitAll('Ours');
  const { code, stderr } = project.tryGit('merge', 'other');
  expect(code).toBe(1);
  expect(stderr).toContain('stage two: one branch removed it, the other changed its output out2 and its dependency in2');
  expect(project.read('dvc.lock')).toMatch(/<<<<<<< ours\n=======\n {2}two:\n[^]*>>>>>>> theirs\n$/);
  expect(project.read('dvc.lock')).not.toContain('three');
});

/** Main ran one stage, the branch `other` another. */
async function withOwnRuns(): Promise<MergingProject> {
  const project = await withStages();
  await project.branch('other', () => run(project, { in2: '22' }, 'two'));
  await run(project, { in1: '11' }, 'one');
  project.commitAll('Ours');
  return project;
}

it('works in a rebase, a cherry-pick, another worktree and a repository without one', async () => {
  using project = await withOwnRuns();
  const elsewhere = join(project.root, '.git/elsewhere');
  const lockOf = (revision: string): string => project.git('show', `${revision}:dvc.lock`);
  project.git('switch', '--quiet', '--create', 'picked', 'main');
  project.git('cherry-pick', 'other');
  project.git('switch', '--quiet', '--create', 'rebased', 'other');
  project.git('rebase', '--quiet', 'main');
  project.git('worktree', 'add', '--quiet', '-b', 'elsewhere', elsewhere, 'main');
  project.git('-C', elsewhere, 'merge', '--quiet', '--no-edit', 'other');
  const merged = lockOf('rebased');
  expect([lockOf('picked'), lockOf('elsewhere')]).toEqual([merged, merged]);
  const bare = join(project.root, '.git/bare.git');
  project.git('clone', '--quiet', '--bare', '.', bare);
  project.git('-C', bare, 'config', 'merge.sightline.driver', project.git('config', 'merge.sightline.driver').trim());
  project.git('-C', bare, 'config', 'core.attributesFile', join(project.root, '.gitattributes'));
  const tree = project.git('-C', bare, 'merge-tree', '--write-tree', 'main', 'other').trim();
  expect(project.git('-C', bare, 'show', `${tree}:dvc.lock`)).toBe(merged);
  expect(existsSync(join(bare, '.dvc'))).toBe(false);
});

it('a driver that is gone, and a file that is no lock, end in a conflict with markers', async () => {
  using project = await withOwnRuns();
  const driver = project.git('config', 'merge.sightline.driver').trim();
  project.git('config', 'merge.sightline.driver', driver.replaceAll('sightline.mjs', 'gone.mjs'));
  const gone = project.tryGit('merge', 'other');
  expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining("run 'sightline merge-driver install' again") as unknown });
  project.git('merge', '--abort');
  project.git('config', 'merge.sightline.driver', driver);
  project.write('dvc.lock', project.read('dvc.lock').replace('schema', 'scheme'));
  project.commitAll('No lock');
  const broken = project.tryGit('merge', 'other');
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining("dvc.lock: the schema must be '2.0'") as unknown });
});

it('install keeps what is there, writes once, and overrules an earlier driver', async () => {
  using project = await mergingProject({ '.gitattributes': '* text=auto\n*.dvc merge=dvc' });
  const text = '* text=auto\n*.dvc merge=dvc\ndvc.lock merge=sightline\n*.dvc merge=sightline\n';
  expect(project.read('.gitattributes')).toBe(text);
  expect(project.sightline('.', 'merge-driver', 'install')).toEqual({ code: 0, stderr: '' });
  expect(project.read('.gitattributes')).toBe(text);
});

it('install --global serves clones that never heard of it, and outside of a project writes the configuration alone', async () => {
  using project = await changedFolder({ 'data/a': 'A' }, { 'data/b': 'B' });
  const [home, clone] = [join(project.root, '.git/home'), join(project.root, '.git/clone')];
  mkdirSync(home);
  const env = { ...project.env, GIT_CONFIG_GLOBAL: join(home, 'gitconfig') };
  const at = (cwd: string, program: string, ...args: string[]): string =>
    execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
  const install = (cwd: string): string =>
    at(cwd, process.execPath, resolve('dist/sightline.mjs'), 'merge-driver', 'install', '--global', '--json');
  expect(install(home)).toBe('{"changed":[]}\n');
  expect(readdirSync(home)).toEqual(['gitconfig']);
  project.git('clone', '--quiet', '.', clone);
  writeFileSync(join(clone, '.dvc/config.local'), `[cache]\n    dir = ${join(project.root, '.dvc/cache')}\n`);
  const person = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com'];
  at(clone, 'git', ...person, 'merge', '--quiet', '--no-edit', 'origin/other');
  expect(readFileSync(join(clone, 'data.dvc'), 'utf8')).toContain('size: 4\n  nfiles: 4\n');
  expect(install(clone)).toBe('{"changed":[]}\n');
  expect(readFileSync(join(clone, '.git/config'), 'utf8')).not.toContain('[merge');
});

it('a project below the top of git has attributes of its own, and merges in its own cache', async () => {
  using project = await mergingProject({});
  project.git('rm', '--quiet', '.gitattributes');
  project.edit({ 'one/two/data/a': 'a', 'one/two/data/b': 'b' });
  const folder = 'one/two';
  const steps = (...commands: readonly string[]): void =>
    commands.forEach((command) => expect(project.sightline(folder, ...command.split(' '))).toMatchObject({ code: 0 }));
  steps('init --subdir', 'merge-driver install', 'add data');
  expect(project.read('one/two/.gitattributes')).toContain('*.dvc merge=sightline\n');
  project.commitAll('Project');
  project.git('switch', '--quiet', '--create', 'other');
  project.edit({ 'one/two/data/a': 'aa' });
  steps('add data');
  project.commitAll('Theirs');
  project.git('switch', '--quiet', 'main');
  steps('checkout');
  project.edit({ 'one/two/data/b': 'bb' });
  steps('add data');
  project.commitAll('Ours');
  expect(project.tryGit('merge', '--no-edit', 'other')).toMatchObject({ code: 0 });
  steps('checkout');
  expect(project.files('one/two/data')).toEqual({ 'one/two/data/a': 'aa', 'one/two/data/b': 'bb' });
});

/** Lets the driver merge both branches' `data.dvc` into a file as git does, of which nobody is told; answers what it said. */
async function mergeAside(project: MergingProject): Promise<{ readonly said: string; readonly md5: string }> {
  const files = ['main~1', 'main', 'other'].map((revision, at) => {
    writeFileSync(join(project.root, `.git/side${at}`), project.git('show', `${revision}:data.dvc`));
    return `.git/side${at}`;
  });
  const { code, stderr } = await sightlineWith(project.env, project.root, 'merge-driver', 'run', ...files, '7', 'data.dvc');
  expect(code).toBe(0);
  return { said: stderr, md5: /md5: (?<md5>\w+\.dir)/.exec(project.read('.git/side1'))?.groups?.['md5'] ?? '' };
}

const listAt = (project: MergingProject, md5: string): string => join(project.root, '.dvc/cache/files/md5', md5.slice(0, 2), md5.slice(2));

it('keeps the list of files of a merge that git has not written yet from gc, for a day', async () => {
  using project = await changedFolder({ 'data/a': 'A' }, { 'data/b': 'B' });
  const { md5 } = await mergeAside(project);
  const collect = async (): Promise<boolean> => {
    expect(await sightlineWith(project.env, project.root, 'gc', '-A', '-f')).toMatchObject({ code: 0 });
    return existsSync(listAt(project, md5));
  };
  expect(await collect()).toBe(true);
  const yesterday = Date.now() / 1000 - 25 * 3600;
  utimesSync(join(project.root, '.dvc/cache/sightline/merged', md5), yesterday, yesterday);
  expect(await collect()).toBe(false);
  expect((await mergeAside(project)).md5).toBe(md5);
  expect(await collect()).toBe(true);
});

it('writes no list while gc is at work, and waits for no other command', async () => {
  using project = await changedFolder({ 'data/a': 'A' }, { 'data/b': 'B' });
  using store = openLocalStore(project.root, project.env);
  const gc = await store.cacheUsers.hold('sightline gc', () => {});
  const merging = mergeAside(project);
  await delay(2000);
  const lists = readdirSync(join(project.root, '.dvc/cache/files/md5'), { recursive: true, encoding: 'utf8' });
  expect(lists.filter((name) => name.endsWith('.dir'))).toHaveLength(3); // of main~1, main and other
  await gc[Symbol.asyncDispose]();
  const { said, md5 } = await merging;
  expect(said).toMatch(/Waiting for 'sightline gc' \(process \d+\) to end\./);
  expect(existsSync(listAt(project, md5))).toBe(true);
  const repro = await store.lock.acquire('sightline repro', () => {});
  expect((await mergeAside(project)).said).toBe('');
  await repro[Symbol.asyncDispose]();
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GitBranch } from '../../core/ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { isAbsence, systemCode } from '../../core/system-code.ts';
import { runGit, tryGit } from './run-git.ts';

/** Refs of what isn't done, which git keeps as all others: in files, or in a table of refs (`reftable`), where only git reads them. */
const pseudoRefs = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD', 'MERGE_AUTOSTASH', 'BISECT_HEAD'];

/** What a merge, a rebase, a cherry-pick or a bisection that isn't done has set aside in files: an id in each line, of merges several. */
const unfinished = [
  ...pseudoRefs,
  'BISECT_START',
  'sequencer/head',
  ...['rebase-merge', 'rebase-apply'].flatMap((folder) => [`${folder}/autostash`, `${folder}/orig-head`, `${folder}/onto`]),
];

/** Everything of a worktree that names a commit or a tree, with the parts of stashes. Throws `git-failed` for what is lost. */
export async function listTips(root: string): Promise<GitBranch[]> {
  const named = (await listRefs(root)).filter(({ name }) => !name.startsWith('refs/notes/'));
  const pending = [
    ...(await Promise.all(['HEAD', ...pseudoRefs].map((name) => readRef(root, name)))).flat(),
    ...(await listUnfinished(root)),
  ];
  const stash = named.filter(({ name }) => name === 'refs/stash');
  const stashed = stash.length === 0 ? [] : await listStashes(root);
  const stashes = [...stash, ...stashed, ...pending.filter(({ name }) => /autostash$/i.test(name))];
  const whole = await peel(root, [...named, ...pending, ...stashed]);
  return [...whole, ...(await peel(root, await partsOf(root, stashes)))];
}

/** Git itself leaves a ref out that it can't read, after a warning, and notices a missing object when asked for its type. */
async function listRefs(root: string): Promise<readonly Named[]> {
  const args = ['for-each-ref', '--format=%(if)%(objecttype)%(then)%(end)%(if)%(*objecttype)%(then)%(end)%(refname) %(objectname)'];
  const { stdout, stderr, exitCode } = await tryGit(root, args);
  const broken = /ignoring broken ref (?<name>.*)$/m.exec(stderr)?.groups?.['name'];
  if (exitCode !== 0 || broken !== undefined) {
    throw failed(`git can't read the refs of this clone: ${stderr.trim()}`);
  }
  return splitLines(stdout.toString('utf8'));
}

/** What a ref outside of `refs/` is at; nothing where there is none, as HEAD on a branch that has no commit yet. */
async function readRef(root: string, name: string): Promise<readonly Named[]> {
  const { stdout, exitCode } = await tryGit(root, ['rev-parse', '--verify', '--quiet', name]);
  return exitCode === 0 ? [{ name, id: stdout.toString('utf8').trim() }] : [];
}

/** A bisection may have started on a branch, which is a ref. */
async function listUnfinished(root: string): Promise<readonly Named[]> {
  const paths = (await runGit(root, ['rev-parse', ...unfinished.flatMap((name) => ['--git-path', name])])).split('\n');
  return unfinished.flatMap((name, at) => {
    const words = readLines(resolve(root, paths[at] ?? '')).map((line) => line.split(/\s/)[0] ?? '');
    return words.flatMap((id) => {
      if (isId(id)) {
        return [{ name, id }];
      }
      if (name !== 'BISECT_START') {
        throw failed(`git's note '${name}' of what isn't done names no commit`);
      }
      return [];
    });
  });
}

function isId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch (error) {
    if (isAbsence(error)) {
      return [];
    }
    throw failed(`'${file}' could not be read: ${systemCode(error) ?? String(error)}`);
  }
}

/** Older stashes are in the log of one ref alone. Git skips what is lost there, so its file is read where there is one. */
async function listStashes(root: string): Promise<readonly Named[]> {
  const file = (await runGit(root, ['rev-parse', '--git-path', 'logs/refs/stash'])).trimEnd();
  const lines = readLines(resolve(root, file));
  if (lines.length > 0) {
    return lines.map((line, at) => {
      const id = line.split(' ', 2)[1] ?? '';
      if (!isId(id)) {
        throw failed(`line ${at + 1} of git's log of stashes ('${file}') names no commit`);
      }
      return { name: `stash@{${lines.length - 1 - at}}`, id };
    });
  }
  const { stdout, stderr, exitCode } = await tryGit(root, ['log', '--walk-reflogs', '--format=%gd %H', 'refs/stash', '--']);
  if (exitCode !== 0) {
    throw failed(`git can't list the stashes of this clone: ${stderr.trim()}`);
  }
  return splitLines(stdout.toString('utf8'));
}

/** The index and the untracked files of stashes are their second and third parent. */
async function partsOf(root: string, stashes: readonly Named[]): Promise<readonly Named[]> {
  if (stashes.length === 0) {
    return [];
  }
  const ids = [...new Set(stashes.map(({ id }) => id))];
  const lines = (await runGit(root, ['rev-list', '--no-walk=unsorted', '--parents', '--stdin'], ids.map((id) => `${id}\n`).join('')))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
  const parts = new Map(lines.map(([id = '', , ...more]) => [id, more]));
  return stashes.flatMap(({ name, id }) => (parts.get(id) ?? []).map((part) => ({ name, id: part })));
}

/** The commits and trees that ids lead to; what leads to a blob names no data. Throws `git-failed` for one that is missing. */
export async function peel(root: string, all: readonly Named[]): Promise<GitBranch[]> {
  const asked = all.map(({ id }) => `${id}^{}\n`).join('');
  const lines = (await runGit(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], asked)).split('\n');
  const found = all.flatMap(({ name, id }, at): GitBranch[] => {
    const [commit = '', type] = lines[at]?.split(' ') ?? [];
    if (type === 'blob') {
      return [];
    }
    if (type !== 'commit' && type !== 'tree') {
      throw failed(`what '${name}' is at (${id}) is missing from git's repository`);
    }
    return [{ name: name.replace(/^refs\/(?:heads|tags|remotes)\//, ''), commit }];
  });
  return [...new Map(found.map((tip) => [`${tip.commit} ${tip.name}`, tip])).values()];
}

function failed(message: string): SightlineError {
  return new SightlineError('git-failed', message, { hint: "Run 'git fsck' to see what is wrong with it." });
}

function splitLines(text: string): Named[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.slice(0, line.lastIndexOf(' ')), id: line.slice(line.lastIndexOf(' ') + 1) }));
}

interface Named {
  readonly name: string;
  readonly id: string;
}

import { existsSync } from 'node:fs';
import type { History, NamingFile, RemoteTips, Worktree } from '../../core/history-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { listIndexed, listNamingFiles, readOnDisk } from './naming-files.ts';
import { readBlobs } from './read-blobs.ts';
import { runGit, splitNul, tryGit } from './run-git.ts';
import { listTips, peel } from './tips.ts';

/** The history of the clone that `root` lies in; what belongs to a worktree is that worktree's. */
export function createHistory(root: string): History {
  return {
    isShallow: async () => (await runGit(root, ['rev-parse', '--is-shallow-repository'])).trim() === 'true',
    worktrees: () => listWorktrees(root),
    tips: () => listTips(root),
    newest: async (revisions, count) => {
      const found = await Promise.all(revisions.map((revision) => listRevision(root, revision, count)));
      return [...new Set(found.flat())];
    },
    commits: async (since) => {
      const asked = ['rev-list', ...(since === undefined ? [] : ['--timestamp']), '--all', ...(await headOf(root))];
      const texts = await Promise.all((await viewsOf(root)).map((view) => runGit(root, [...view, ...asked])));
      const lines = [...new Set(texts.join('\n').split('\n'))].filter((line) => line !== '');
      return since === undefined
        ? lines
        : lines.map((line) => line.split(' ')).flatMap(([at, id]) => (Number(at) >= since ? (id ?? []) : []));
    },
    namingFiles: async (commits) => {
      const found: NamingFile[] = [];
      for (const view of await viewsOf(root)) {
        found.push(...(await listNamingFiles(root, commits, view)));
      }
      return found;
    },
    indexedFiles: () => listIndexed(root),
    filesOnDisk: () => readOnDisk(root),
    read: async function* (blobs) {
      for (const view of await viewsOf(root)) {
        yield* readBlobs(root, blobs, view);
      }
    },
    notes: (ref) => listNotes(root, ref),
    remoteTips: () => listRemoteTips(root),
  };
}

/**
 * What is replaced (`git replace`) is looked at both ways, as options for git: here it is what it was replaced by, for
 * everybody who lacks that ref it is what it was.
 */
async function viewsOf(root: string): Promise<readonly (readonly string[])[]> {
  const replaced = await runGit(root, ['for-each-ref', '--count=1', 'refs/replace/']);
  return replaced === '' ? [[]] : [[], ['--no-replace-objects']];
}

async function headOf(root: string): Promise<readonly string[]> {
  const head = await tryGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return head.exitCode === 0 ? ['HEAD'] : [];
}

async function listRevision(root: string, revision: string, count: number): Promise<string[]> {
  const found = await tryGit(root, [
    'rev-list',
    '--first-parent',
    `--max-count=${count}`,
    '--end-of-options',
    `${revision}^{commit}`,
    '--',
  ]);
  if (found.exitCode !== 0) {
    const tree = await tryGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{tree}`]);
    if (tree.exitCode === 0) {
      return [tree.stdout.toString('utf8').trim()];
    }
    throw new SightlineError('unknown-revision', `'${revision}' names no commit of this repository`);
  }
  return found.stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

async function listWorktrees(root: string): Promise<Worktree[]> {
  const lines = splitNul(await runGit(root, ['worktree', 'list', '--porcelain', '-z']));
  const folders = lines.flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []));
  const bare = lines.includes('bare') ? 1 : 0; // the first one then, which nothing is checked out in
  const current = (await runGit(root, ['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
  return folders
    .slice(bare)
    .map((folder) => ({ folder, isThere: existsSync(folder), isCurrent: folder === current, history: createHistory(folder) }));
}

async function listNotes(root: string, ref: string): Promise<NamingFile[]> {
  const listed = await tryGit(root, ['notes', '--ref', ref, 'list']);
  const lines = listed.exitCode === 0 ? listed.stdout.toString('utf8').split('\n') : [];
  return lines.flatMap((line) => {
    const [blob = '', commit] = line.split(' ');
    return commit === undefined ? [] : [{ path: ref, blob, where: `the note on ${commit}`, commit }];
  });
}

/** A commit that isn't here may name data that nobody here knows of. */
async function listRemoteTips(root: string): Promise<RemoteTips> {
  const remotes = (await runGit(root, ['remote'])).split('\n').filter((line) => line !== '');
  const listed = await Promise.all(
    remotes.map(async (remote) => {
      const text = await runGit(root, ['ls-remote', '--heads', '--tags', '--refs', '--', remote]);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ id: line.split('\t')[0] ?? '', name: `${remote} ${line.split('\t')[1]}` }));
    }),
  );
  const theirs = listed.flat();
  const lines = (await runGit(root, ['cat-file', '--batch-check=%(objecttype)'], theirs.map(({ id }) => `${id}\n`).join(''))).split('\n');
  const [here, missing] = [false, true].map((lacks) => theirs.filter((_, at) => (lines[at]?.endsWith(' missing') !== false) === lacks));
  return { tips: await peel(root, here ?? []), unfetched: (missing ?? []).map(({ name }) => name) };
}

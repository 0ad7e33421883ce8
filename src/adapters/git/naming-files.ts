import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileOnDisk, NamingFile } from '../../core/history-ports.ts';
import type { GitBranch } from '../../core/ports.ts';
import { SightlineError } from '../../core/errors.ts';
import { runGit, splitNul } from './run-git.ts';

const namingPaths = [':(top,glob)**/*.dvc', ':(top,glob)**/dvc.lock'];

function isNaming(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === 'dvc.lock' || (name.endsWith('.dvc') && name !== '.dvc');
}

/** Links are left out: what they lead to is found under its own name. */
function toNamingFile(mode: string, blob: string, path: string, place: Omit<NamingFile, 'path' | 'blob'>): NamingFile[] {
  return mode.startsWith('100') && isNaming(path) ? [{ path, blob, ...place }] : [];
}

/**
 * One git process compares each tree with the one before, the first with the empty one: whatever a tree holds was in the
 * one before or is new in it, so all contents of a thousand commits are found at the cost of what changed between them.
 * `view` are options for git.
 */
export async function listNamingFiles(root: string, commits: readonly GitBranch[], view: readonly string[]): Promise<NamingFile[]> {
  const places = await treesOf(root, commits, view);
  const trees = [...places.keys()];
  const empty = (await runGit(root, ['hash-object', '-t', 'tree', '--stdin'], '')).trim();
  const pairs = trees.map((tree, at) => `${trees[at - 1] ?? empty} ${tree}\n`).join('');
  const text =
    pairs === '' ? '' : await runGit(root, [...view, 'diff-tree', '-r', '-z', '--no-renames', '--stdin', '--', ...namingPaths], pairs);
  const found = new Map<string, NamingFile>();
  let place = { where: '', commit: '' };
  const fields = text.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const lines = (fields[at] ?? '').split('\n');
    const change = lines.pop() ?? '';
    place = places.get(lines.at(-1)?.split(' ')[1] ?? '') ?? place;
    const [, mode = '', , blob = ''] = change.split(' ');
    for (const file of toNamingFile(mode, blob, fields[at + 1] ?? '', place)) {
      found.set(`${blob} ${file.path}`, found.get(`${blob} ${file.path}`) ?? file);
    }
  }
  return [...found.values()];
}

interface Found {
  readonly where: string;
  readonly commit: string;
}

/** Every distinct tree with the first commit that has it. Throws `git-failed` for one that is missing. */
async function treesOf(root: string, commits: readonly GitBranch[], view: readonly string[]): Promise<ReadonlyMap<string, Found>> {
  const asked = commits.map(({ commit }) => `${commit}^{tree}\n`).join('');
  const lines = (await runGit(root, [...view, 'cat-file', '--batch-check=%(objectname) %(objecttype)'], asked)).split('\n');
  const trees = new Map<string, Found>();
  commits.forEach(({ name, commit }, at) => {
    const [tree = '', type] = lines[at]?.split(' ') ?? [];
    if (type !== 'tree') {
      throw new SightlineError('git-failed', `the files of '${name}' (${commit}) are missing from git's repository`, {
        hint: "Run 'git fsck' to see what is wrong with it.",
      });
    }
    trees.set(tree, trees.get(tree) ?? { where: name, commit });
  });
  return trees;
}

/** What git's index names, of all sides of a conflict. */
export async function listIndexed(root: string): Promise<NamingFile[]> {
  return splitNul(await runGit(root, ['ls-files', '--stage', '-z', '--full-name', '--', ...namingPaths])).flatMap((entry) => {
    const [facts, path] = splitOnce(entry, '\t');
    const [mode = '', blob = ''] = facts.split(' ');
    return toNamingFile(mode, blob, path, { where: "git's index" });
  });
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

const listsOnDisk = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--full-name', '--'];
const maxFileBytes = 256 << 20;

/** Naming files as they are on disk. Throws `file-too-large`. */
export async function readOnDisk(root: string): Promise<FileOnDisk[]> {
  const top = (await runGit(root, ['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
  return splitNul(await runGit(root, [...listsOnDisk, ...namingPaths]))
    .filter(isNaming)
    .flatMap((path) => {
      const stats = statSync(join(top, path), { throwIfNoEntry: false });
      if (stats?.isFile() !== true) {
        return [];
      }
      if (stats.size > maxFileBytes) {
        throw new SightlineError('file-too-large', `the file has ${stats.size} bytes`, { place: { file: path } });
      }
      return [{ path, text: readFileSync(join(top, path), 'utf8') }];
    });
}

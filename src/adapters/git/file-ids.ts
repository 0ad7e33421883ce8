import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { joinFromRoot, normalize } from '../../core/data/root-path.ts';
import { runGit, splitNul } from './run-git.ts';

/** What git knows of the content of a file: its id and whether it may be executed. */
const plainFile = /^H (?<mode>100(?:644|755)) (?<id>[0-9a-f]+) 0$/;

/**
 * Every file that git lists of the whole repository, with what names its content (git's id and mode) where git can tell that without
 * following links: undefined stands for links, submodules, conflicts, and files that git was told not to look at. Paths are as git
 * spells them from `root`.
 */
export async function listFileIds(root: string): Promise<ReadonlyMap<string, string | undefined>> {
  const lists = ['ls-files', '-z', '--exclude-standard', '--deduplicate'];
  const [staged, touched] = await Promise.all([
    runGit(root, ['ls-files', '-z', '--stage', '-v', '--', ':/']),
    runGit(root, [...lists, '--modified', '--others', '--', ':/']),
  ]);
  const ids = new Map<string, string | undefined>();
  for (const entry of splitNul(staged)) {
    const cut = entry.indexOf('\t');
    const { mode, id } = plainFile.exec(entry.slice(0, cut))?.groups ?? {};
    ids.set(entry.slice(cut + 1), id === undefined ? undefined : `${mode} ${id}`);
  }
  const changed = splitNul(touched);
  changed.forEach((path) => ids.set(path, undefined));
  for (const [path, id] of await hashAll(
    root,
    changed.filter((path) => !path.includes('\n')),
  )) {
    ids.set(path, id);
  }
  return ids;
}

/** As git would add them, so that a file has the same id before and after its commit. */
async function hashAll(root: string, paths: readonly string[]): Promise<readonly (readonly [path: string, id: string])[]> {
  const files = paths.flatMap((path) => {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    return stats?.isFile() === true ? [{ path, mode: (stats.mode & 0o100) === 0 ? '100644' : '100755' }] : [];
  });
  if (files.length === 0) {
    return [];
  }
  const project = normalize((await runGit(root, ['rev-parse', '--show-prefix'])).replace(/\n$/, ''));
  const asked = files.map(({ path }) => `${joinFromRoot(project, path)}\n`).join(''); // from git's top, wherever it is called
  const ids = (await runGit(root, ['hash-object', '--stdin-paths'], asked)).split('\n');
  return files.map(({ path, mode }, at) => [path, `${mode} ${ids[at]}`] as const);
}

import type { GitBranch } from '../../core/ports.ts';
import { runGit, tryGit } from './run-git.ts';

/** What a merge, a rebase or a cherry-pick that isn't done has set aside besides refs. */
const unfinished = [
  'HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'MERGE_AUTOSTASH',
  ...['rebase-merge', 'rebase-apply'].flatMap((folder) => [`${folder}/autostash`, `${folder}/orig-head`]),
];

/** Everything of a worktree that names a commit, with the parts of stashes. */
export async function listTips(root: string): Promise<GitBranch[]> {
  const refs = await runGit(root, ['for-each-ref', '--format=%(refname) %(objectname)']);
  const named = refs
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('refs/notes/'))
    .map((line) => ({ name: line.slice(0, line.lastIndexOf(' ')), id: line.slice(line.lastIndexOf(' ') + 1) }));
  const pending = await Promise.all(
    unfinished.map(async (name) => {
      const found = await tryGit(root, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
      return found.exitCode === 0 ? [{ name, id: found.stdout.toString('utf8').trim() }] : [];
    }),
  );
  const stashes = await tryGit(root, ['log', '--walk-reflogs', '--format=%gd %H', 'refs/stash', '--']);
  const kept =
    stashes.exitCode === 0
      ? stashes.stdout
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  const stashed = kept.map((line) => ({ name: line.slice(0, line.lastIndexOf(' ')), id: line.slice(line.lastIndexOf(' ') + 1) }));
  const autostashes = pending.flat().filter(({ name }) => /autostash$/i.test(name));
  const parts = [...stashed, ...autostashes].flatMap(({ name, id }) => [2, 3].map((parent) => ({ name, id: `${id}^${parent}` })));
  return peel(root, [...named, ...pending.flat(), ...stashed], parts);
}

/** The commits that ids lead to; refs to trees and blobs name none, and a stash may lack a part. */
async function peel(root: string, tips: readonly Named[], parts: readonly Named[]): Promise<GitBranch[]> {
  const all = [...tips, ...parts];
  const asked = all.map(({ id }) => `${id}^{commit}\n`).join('');
  const lines = (await runGit(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], asked)).split('\n');
  const found = all.flatMap(({ name }, at): GitBranch[] => {
    const [commit = '', type] = lines[at]?.split(' ') ?? [];
    return type === 'commit' ? [{ name: name.replace(/^refs\/(?:heads|tags|remotes)\//, ''), commit }] : [];
  });
  return [...new Map(found.map((tip) => [`${tip.commit} ${tip.name}`, tip])).values()];
}

interface Named {
  readonly name: string;
  readonly id: string;
}

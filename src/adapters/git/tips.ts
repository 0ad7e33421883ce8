import type { GitBranch } from '../../core/ports.ts';
import { SightlineError } from '../../core/errors.ts';
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
  const named = (await listRefs(root))
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
  return peel(root, [...named, ...pending.flat(), ...stashed, ...parts]);
}

/** Git itself leaves a ref out that it can't read, after a warning, and notices a missing object when asked for its type. */
async function listRefs(root: string): Promise<string> {
  const args = ['for-each-ref', '--format=%(if)%(objecttype)%(then)%(end)%(if)%(*objecttype)%(then)%(end)%(refname) %(objectname)'];
  const { stdout, stderr, exitCode } = await tryGit(root, args);
  const broken = /ignoring broken ref (?<name>.*)$/m.exec(stderr)?.groups?.['name'];
  if (exitCode !== 0 || broken !== undefined) {
    throw new SightlineError('git-failed', `git can't read the refs of this clone: ${stderr.trim()}`, {
      hint: "Run 'git fsck' to see what is wrong with it.",
    });
  }
  return stdout.toString('utf8');
}

/** The commits that ids lead to; refs to trees and blobs name none, and a stash may lack a part. */
export async function peel(root: string, all: readonly Named[]): Promise<GitBranch[]> {
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

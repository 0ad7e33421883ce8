import { normalize, relativeTo } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Git, GitBranch, GitTag } from '../../core/ports.ts';
import { createCommitTree } from './commit-tree.ts';
import { listFileIds } from './file-ids.ts';
import { runGit, splitNul, tryGit } from './run-git.ts';

/** Git in the repository at `root` (an absolute path), by the `git` on the PATH. */
export function createGit(root: string): Git {
  const resolve = (revision: string): Promise<string | undefined> => resolveCommit(root, revision);
  const prefix = rememberPrefix(root);
  return {
    prefix,
    resolve,
    tree: async (revision) => {
      const commit = await requireCommit(root, revision);
      return createCommitTree({ root, prefix: await prefix(), commit }, revision);
    },
    fileIds: () => listFileIds(root),
    changedFiles: async () => listChanged(root, await prefix()),
    untrackedFiles: async () => splitNul(await runGit(root, ['ls-files', '-z', '--others', '--exclude-standard', '--', ':/'])),
    ignored: async (paths) => {
      const checked = await tryGit(root, ['check-ignore', '-z', '--stdin'], paths.join('\0'));
      return splitNul(checked.stdout.toString('utf8'));
    },
    tracked: async (paths) => splitNul(await runGit(root, ['--literal-pathspecs', 'ls-files', '-z', '--', ...paths])),
    add: async (paths) => {
      await runGit(root, ['--literal-pathspecs', 'add', '--', ...paths]);
    },
    commitOnly: async (paths, message) => {
      await runGit(root, ['--literal-pathspecs', 'add', '--', ...paths]);
      const isSame = (await tryGit(root, ['--literal-pathspecs', 'diff', '--quiet', 'HEAD', '--', ...paths])).exitCode === 0;
      if (isSame) {
        return undefined;
      }
      await runGit(root, ['--literal-pathspecs', 'commit', '--quiet', '--no-verify', '--only', '--message', message, '--', ...paths]);
      return (await runGit(root, ['rev-parse', 'HEAD'])).trim();
    },
    currentBranch: async () => {
      const head = await tryGit(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
      return head.exitCode === 0 ? head.stdout.toString('utf8').trim() : undefined;
    },
    defaultBranch: () => findDefaultBranch(root),
    mergeBase: async (a, b) => {
      const found = await tryGit(root, ['merge-base', a, b]);
      return found.exitCode === 0 ? found.stdout.toString('utf8').trim() : undefined;
    },
    branches: () => listBranches(root),
    commits: async () => ((await resolve('HEAD')) === undefined ? [] : listCommits(root)),
    tags: () => listTags(root),
    createTag: async (name, commit, message) => {
      await runGit(root, ['tag', '--annotate', '--file', '-', '--cleanup', 'verbatim', name, commit], message);
    },
    setConfig: async (name, value, scope = 'local') => {
      await runGit(root, ['config', `--${scope}`, name, value]);
    },
    attribute: async (name, paths) => {
      const fields = (await runGit(root, ['check-attr', '-z', name, '--', ...paths])).split('\0');
      return fields.filter((_, at) => at % 3 === 2);
    },
    readNote: async (ref, commit) => {
      const note = await tryGit(root, ['notes', '--ref', ref, 'show', commit]);
      return note.exitCode === 0 ? note.stdout.toString('utf8') : undefined;
    },
    writeNote: async (ref, commit, content) => {
      await runGit(root, ['notes', '--ref', ref, 'add', '--force', '--file', '-', commit], content);
    },
  };
}

async function resolveCommit(root: string, revision: string): Promise<string | undefined> {
  const found = await tryGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  return found.exitCode === 0 ? found.stdout.toString('utf8').trim() : undefined;
}

async function requireCommit(root: string, revision: string): Promise<string> {
  const commit = await resolveCommit(root, revision);
  if (commit === undefined) {
    throw new SightlineError('unknown-revision', `'${revision}' names no commit of this repository`);
  }
  return commit;
}

function rememberPrefix(root: string): () => Promise<string> {
  let pending: Promise<string> | undefined;
  return () => {
    pending ??= runGit(root, ['rev-parse', '--show-prefix']).then((text) => text.replace(/\n$/, ''));
    return pending;
  };
}

/** Porcelain names paths from git's top, wherever it is asked. */
async function listChanged(root: string, prefix: string): Promise<string[]> {
  const entries = splitNul(await runGit(root, ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all']));
  const folder = normalize(prefix);
  return entries.map((entry) => relativeTo(folder, entry.slice(3)));
}

async function findDefaultBranch(root: string): Promise<string> {
  const remote = await tryGit(root, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  if (remote.exitCode === 0) {
    return remote.stdout
      .toString('utf8')
      .trim()
      .replace(/^origin\//, '');
  }
  for (const name of ['main', 'master']) {
    if ((await resolveCommit(root, `refs/heads/${name}`)) !== undefined) {
      return name;
    }
  }
  throw new SightlineError('unknown-revision', 'no default branch: neither origin/HEAD nor a branch main or master exists', {
    hint: "Name the base with --base, or run 'git remote set-head origin --auto'.",
  });
}

async function listCommits(root: string): Promise<string[]> {
  const text = await runGit(root, ['rev-list', '--branches', '--tags', '--remotes', 'HEAD']);
  return text.split('\n').filter((line) => line !== '');
}

async function listBranches(root: string): Promise<GitBranch[]> {
  const text = await runGit(root, ['for-each-ref', '--format=%(refname:strip=2) %(objectname)', 'refs/heads']);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.slice(0, line.lastIndexOf(' ')), commit: line.slice(line.lastIndexOf(' ') + 1) }));
}

async function listTags(root: string): Promise<GitTag[]> {
  const format = '%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objectname)%00';
  const text = await runGit(root, ['for-each-ref', '--sort=creatordate', `--format=${format}`, 'refs/tags']);
  const fields = text.split('\0');
  const tags: GitTag[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [name = '', type, object = '', peeled = ''] = fields.slice(at, at + 4);
    tags.push({ name: name.trimStart(), commit: type === 'tag' ? peeled : object, annotated: type === 'tag' });
  }
  return tags;
}

import { execFile } from 'node:child_process';
import { notFound } from './answer.ts';

/** A commit as git keeps it. */
export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitPerson;
  readonly committer: GitPerson;
  readonly message: string;
}

interface GitPerson {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** Runs git in a repository and gives what it wrote; throws when it fails. */
export function git(folder: string, args: readonly string[], config: readonly string[] = []): Promise<Buffer> {
  const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const settings = config.flatMap((value) => ['-c', value]);
  return new Promise((resolve, reject) => {
    execFile('git', [...settings, '-C', folder, ...args], { env, encoding: 'buffer', maxBuffer: 256 << 20 }, (error, stdout) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new Error(`git ${args.join(' ')}: ${error.message}`, { cause: error }));
      }
    });
  });
}

/** One line that git wrote, undefined when it failed. */
export async function gitLine(folder: string, args: readonly string[]): Promise<string | undefined> {
  const output = await git(folder, args).catch(() => undefined);
  return output?.toString().trim();
}

/** The commit that a branch, tag, full ref or full hash names. */
export async function findCommit(folder: string, ref: string): Promise<string | undefined> {
  const names = /^(?:[0-9a-f]{40}$|refs\/)/.test(ref) ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`];
  for (const name of names) {
    const sha = await gitLine(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    if (sha !== undefined) {
      return sha;
    }
  }
  return undefined;
}

/** The commits that `git log` lists with these arguments, oldest first. */
export async function listCommits(folder: string, args: readonly string[]): Promise<readonly GitCommit[]> {
  const format = '--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00';
  const output = await git(folder, ['log', '--reverse', format, ...args, '--']);
  const fields = output.toString().split('\0');
  const commits: GitCommit[] = [];
  for (let at = 0; at + 10 < fields.length; at += 10) {
    const [sha = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = fields.slice(
      at,
      at + 10,
    );
    commits.push({
      sha: sha.trim(),
      tree,
      parents: parents === '' ? [] : parents.split(' '),
      author: { name: an, email: ae, date: inUtc(ad) },
      committer: { name: cn, email: ce, date: inUtc(cd) },
      message: message.replace(/\n$/, ''),
    });
  }
  return commits;
}

/** One commit by its hash; 404 where there is none. */
export async function readCommit(folder: string, sha: string): Promise<GitCommit> {
  const [commit] = await listCommits(folder, ['-1', sha]);
  if (commit === undefined) {
    throw notFound();
  }
  return commit;
}

function inUtc(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}

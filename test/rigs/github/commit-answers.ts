import type { Answer } from './answer.ts';
import { notFound, refusal } from './answer.ts';
import { diffFiles, type DiffFile } from './git-diff.ts';
import { findCommit, gitLine, listCommits, readCommit, type GitCommit } from './git-objects.ts';
import { repositoryUrl, type Call, type Handlers } from './world.ts';

/** The tree of a commit without parents is compared with this one. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** What a comparison shows at most. */
const mostFiles = 300;

/** Commits and comparisons, from the git repository. */
export const commitHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/commits/{ref}': async (call) => {
    const { folder } = call.repository;
    const ref = call.params['ref'] ?? '';
    const sha = await findCommit(folder, ref);
    if (sha === undefined) {
      throw refusal(422, `No commit found for SHA: ${ref}`);
    }
    const commit = await readCommit(folder, sha);
    const files = await diffFiles(folder, commit.parents[0] ?? emptyTree, sha);
    const [additions, deletions] = [sum(files, 'additions'), sum(files, 'deletions')];
    const stats = { total: additions + deletions, additions, deletions };
    return { status: 200, body: { ...commitBody(call, commit), stats, files: files.map((file) => fileBody(call, file, sha)) } };
  },
  'GET /repos/{owner}/{repo}/compare/{basehead}': compare,
};

async function compare(call: Call): Promise<Answer> {
  const { folder } = call.repository;
  const [baseName = '', headName = ''] = (call.params['basehead'] ?? '').split('...');
  const [base, head] = [await findCommit(folder, baseName), await findCommit(folder, headName)];
  if (base === undefined || head === undefined) {
    throw notFound();
  }
  const mergeBase = await gitLine(folder, ['merge-base', base, head]);
  if (mergeBase === undefined) {
    throw refusal(404, `No common ancestor between ${baseName} and ${headName}.`);
  }
  const [commits, behind] = [await listCommits(folder, [`${base}..${head}`]), await listCommits(folder, [`${head}..${base}`])];
  const files = await diffFiles(folder, mergeBase, head);
  const url = `${repositoryUrl(call)}/compare/${base}...${head}`;
  const body = {
    url,
    html_url: url,
    permalink_url: url,
    diff_url: `${url}.diff`,
    patch_url: `${url}.patch`,
    base_commit: commitBody(call, await readCommit(folder, base)),
    merge_base_commit: commitBody(call, await readCommit(folder, mergeBase)),
    status: comparisonStatus(commits.length, behind.length),
    ahead_by: commits.length,
    behind_by: behind.length,
    total_commits: commits.length,
    commits: commits.slice(0, Number(call.query['per_page'] ?? 250)).map((commit) => commitBody(call, commit)),
    files: files.slice(0, mostFiles).map((file) => fileBody(call, file, head)),
  };
  return { status: 200, body };
}

function comparisonStatus(ahead: number, behind: number): string {
  if (ahead > 0) {
    return behind > 0 ? 'diverged' : 'ahead';
  }
  return behind > 0 ? 'behind' : 'identical';
}

/** A commit as lists and comparisons show it. Nobody's e-mail is known, so author and committer have no account. */
export function commitBody(call: Pick<Call, 'world' | 'repository'>, commit: GitCommit): Readonly<Record<string, unknown>> {
  const at = repositoryUrl(call);
  const url = `${at}/commits/${commit.sha}`;
  return {
    url,
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    html_url: url,
    comments_url: `${url}/comments`,
    commit: {
      url: `${at}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${at}/git/trees/${commit.tree}` },
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: `${at}/commits/${sha}`, html_url: `${at}/commits/${sha}` })),
  };
}

/** A file that differs, with its addresses at the head. */
export function fileBody(call: Pick<Call, 'world' | 'repository'>, file: DiffFile, head: string): Readonly<Record<string, unknown>> {
  const at = repositoryUrl(call);
  const name = encodeURIComponent(file.filename);
  return {
    ...file,
    blob_url: `${at}/blob/${head}/${name}`,
    raw_url: `${at}/raw/${head}/${name}`,
    contents_url: `${at}/contents/${name}?ref=${head}`,
  };
}

function sum(files: readonly DiffFile[], what: 'additions' | 'deletions'): number {
  return files.reduce((total, file) => total + file[what], 0);
}

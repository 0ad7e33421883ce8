import type { Answer } from './answer.ts';
import { invalid, notFound, refusal } from './answer.ts';
import { commitBody, fileBody } from './commit-answers.ts';
import { diffFiles } from './git-diff.ts';
import { findCommit, git, gitLine, listCommits } from './git-objects.ts';
import { isLocked } from './issues.ts';
import { page } from './paging.ts';
import { fullName, kept, repositoryUrl, tell, type Call, type Handlers, type Repository } from './world.ts';

/** Where a pull request's commits come from and go to. */
interface PullBranches {
  readonly number: number;
  readonly head: Repository;
  readonly headRef: string;
  readonly baseRef: string;
  /** The base branch when the pull request was opened: GitHub does not move it when others merge. */
  readonly baseSha: string;
}

const branchesOf = kept<Map<number, PullBranches>>(() => new Map());

/** Pull requests: emulate keeps titles, states and discussions, the git repository what they change. */
export const pullHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/pulls': async (call) => {
    const answer = await call.forward();
    const pulls = answer.body as PullBody[];
    return { ...answer, body: await Promise.all(pulls.map((pull) => withBranches(call, pull, 'simple'))) };
  },
  'POST /repos/{owner}/{repo}/pulls': open,
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': async (call) => pullAnswer(call, await call.forward()),
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': async (call) => {
    const answer = await pullAnswer(call, await call.forward());
    const action = call.body['state'] === 'closed' ? 'closed' : call.body['state'] === 'open' ? 'reopened' : 'edited';
    tell(call, 'pull_request', action, { pull_request: answer.body });
    return answer;
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': async (call) => {
    const { mergeBase, head } = await commitsOf(call);
    const files = mergeBase === undefined ? [] : await diffFiles(call.repository.folder, mergeBase, head);
    return page(
      call,
      files.slice(0, 3000).map((file) => fileBody(call, file, head)),
    );
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': async (call) => {
    const { mergeBase, head } = await commitsOf(call);
    const commits = mergeBase === undefined ? [] : await listCommits(call.repository.folder, [`${mergeBase}..${head}`]);
    return page(
      call,
      commits.slice(0, 250).map((commit) => commitBody(call, commit)),
    );
  },
};

interface PullBody {
  readonly number: number;
  readonly state: string;
  readonly head: object;
  readonly base: object;
  readonly _links: object;
}

async function open(call: Call): Promise<Answer> {
  if (call.token.kind === 'workflow' && !call.world.workflowsMayOpenPullRequests) {
    throw refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  }
  const { head: headName = '', base: baseRef = '' } = call.body as { head?: string; base?: string };
  const { head, headRef } = findHead(call, headName);
  const baseSha = await findCommit(call.repository.folder, `heads/${baseRef}`);
  const headSha = await findCommit(head.folder, `heads/${headRef}`);
  if (baseSha === undefined || headSha === undefined) {
    throw invalid('PullRequest', baseSha === undefined ? 'base' : 'head', 'invalid');
  }
  const { body: opened } = await call.world.emulated('GET', `/repos/${fullName(call.repository)}/pulls?per_page=100`, call.token.login);
  const same = (opened as PullBody[]).map(({ number }) => branchesOf(call.repository).get(number));
  if (same.some((one) => one?.head === head && one.headRef === headRef && one.baseRef === baseRef)) {
    throw invalid('PullRequest', 'head', 'custom', `A pull request already exists for ${head.owner}:${headRef}.`);
  }
  if ((await fetchHead(call.repository, head, headSha)) === baseSha) {
    throw invalid('PullRequest', 'head', 'custom', `No commits between ${baseRef} and ${headRef}`);
  }
  const answer = await call.forward();
  const { number } = answer.body as PullBody;
  branchesOf(call.repository).set(number, { number, head, headRef, baseRef, baseSha });
  const opening = await pullAnswer(call, answer);
  tell(call, 'pull_request', 'opened', { pull_request: opening.body });
  return opening;
}

function findHead(call: Call, name: string): { readonly head: Repository; readonly headRef: string } {
  const [owner, headRef] = name.includes(':') ? (name.split(':') as [string, string]) : [call.repository.owner, name];
  const network = [call.repository, ...[...call.world.repositories.values()].filter(({ parent }) => parent === call.repository)];
  const head = network.find((repository) => repository.owner === owner);
  if (head === undefined) {
    throw invalid('PullRequest', 'head', 'invalid');
  }
  return { head, headRef };
}

/** Brings a fork's commit into the repository, and answers it. */
async function fetchHead(repository: Repository, head: Repository, sha: string): Promise<string> {
  if (head !== repository) {
    await git(repository.folder, ['fetch', '--quiet', '--no-tags', head.folder, sha], ['uploadpack.allowAnySHA1InWant=true']);
  }
  return sha;
}

async function pullAnswer(call: Call, answer: Answer): Promise<Answer> {
  return answer.status >= 400 ? answer : { ...answer, body: await withBranches(call, answer.body as PullBody, 'full') };
}

/** The head of a pull request as it is now; once it is closed, as it was. Kept as refs/pull/N/head, as on GitHub. */
async function headNow({ repository }: Call, branches: PullBranches, isOpen: boolean): Promise<string> {
  const ref = `refs/pull/${branches.number}/head`;
  const before = await gitLine(repository.folder, ['rev-parse', '--verify', '--quiet', ref]);
  const pushed = isOpen || before === undefined ? await findCommit(branches.head.folder, `heads/${branches.headRef}`) : undefined;
  const sha = pushed ?? before;
  if (sha === undefined) {
    throw notFound();
  }
  if (sha !== before) {
    await fetchHead(repository, branches.head, sha);
    await git(repository.folder, ['update-ref', ref, sha]);
  }
  return sha;
}

async function commitsOf(call: Call): Promise<{ readonly mergeBase: string | undefined; readonly head: string }> {
  const number = Number(call.params['pull_number']);
  const { status, body } = await call.world.emulated('GET', `/repos/${fullName(call.repository)}/pulls/${number}`, call.token.login);
  const branches = branchesOf(call.repository).get(number);
  if (status !== 200 || branches === undefined) {
    throw notFound();
  }
  const head = await headNow(call, branches, (body as PullBody).state === 'open');
  return { mergeBase: await gitLine(call.repository.folder, ['merge-base', branches.baseSha, head]), head };
}

async function withBranches(call: Call, pull: PullBody, size: 'simple' | 'full'): Promise<object> {
  const branches = branchesOf(call.repository).get(pull.number);
  if (branches === undefined) {
    throw notFound();
  }
  const head = await headNow(call, branches, pull.state === 'open');
  const { baseSha } = branches;
  const { _links: links } = pull;
  const statuses = `${repositoryUrl(call)}/statuses/${head}`;
  const changed = {
    ...pull,
    locked: isLocked(call.repository, pull.number),
    head: { ...pull.head, sha: head },
    base: { ...pull.base, sha: baseSha },
    merge_commit_sha: null,
    statuses_url: statuses,
    _links: { ...links, statuses: { href: statuses } },
  };
  return size === 'simple' ? changed : { ...changed, ...(await sizes(call, branches, head)) };
}

async function sizes({ repository: { folder } }: Call, { baseSha, baseRef }: PullBranches, head: string): Promise<object> {
  const tip = (await findCommit(folder, `heads/${baseRef}`)) ?? baseSha;
  const merged = await gitLine(folder, ['merge-tree', '--write-tree', '--name-only', tip, head]);
  const mergeBase = (await gitLine(folder, ['merge-base', baseSha, head])) ?? baseSha;
  const files = await diffFiles(folder, mergeBase, head);
  return {
    mergeable: merged !== undefined,
    mergeable_state: merged === undefined ? 'dirty' : 'clean',
    commits: (await listCommits(folder, [`${mergeBase}..${head}`])).length,
    additions: files.reduce((total, file) => total + file.additions, 0),
    deletions: files.reduce((total, file) => total + file.deletions, 0),
    changed_files: files.length,
  };
}

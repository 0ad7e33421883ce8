import { notFound } from './answer.ts';
import { page } from './paging.ts';
import { fullName, kept, type Call, type Handlers, type Repository } from './world.ts';

/** An issue or a pull request, as far as it is looked into. */
interface Discussion {
  readonly number: number;
  readonly url: string;
  readonly html_url: string;
  readonly state: string;
  readonly title: string;
  readonly labels: readonly { readonly name: string }[];
}

const lockedOf = kept<Set<number>>(() => new Set());

/** Issues. Each pull request is one too, which emulate leaves out. */
export const issueHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/issues': async (call) => {
    const { state = 'open', labels = '' } = call.query;
    const [issues, pulls] = [await listAll(call, 'issues', state), await listAll(call, 'pulls', state)];
    const wanted = labels === '' ? [] : labels.split(',');
    const all = [...issues, ...pulls.map(pullAsIssue)].map((one) => withLock(call, one));
    const shown = all.filter((one) => wanted.every((label) => one.labels.some(({ name }) => name === label)));
    return page(
      call,
      shown.toSorted((a, b) => b.number - a.number),
    );
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': async (call) => ({ status: 200, body: withLock(call, await findDiscussion(call)) }),
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/lock': async (call) => {
    lockedOf(call.repository).add((await findDiscussion(call)).number);
    return { status: 204 };
  },
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock': async (call) => {
    lockedOf(call.repository).delete((await findDiscussion(call)).number);
    return { status: 204 };
  },
};

/** Whether a conversation takes comments only from those who may write. */
export function isLocked(repository: Repository, number: number): boolean {
  return lockedOf(repository).has(number);
}

/** The issue, or the pull request as an issue, that a request names; 404 where there is none. */
async function findDiscussion(call: Call): Promise<Discussion> {
  const number = Number(call.params['issue_number']);
  for (const kind of ['issues', 'pulls'] as const) {
    const { status, body } = await call.world.emulated('GET', `/repos/${fullName(call.repository)}/${kind}/${number}`, call.token.login);
    if (status === 200) {
      return kind === 'issues' ? (body as Discussion) : pullAsIssue(body as Discussion);
    }
  }
  throw notFound();
}

async function listAll(call: Call, kind: 'issues' | 'pulls', state: string): Promise<readonly Discussion[]> {
  const all: Discussion[] = [];
  for (let at = 1; ; at += 1) {
    const path = `/repos/${fullName(call.repository)}/${kind}?state=${state}&per_page=100&page=${at}`;
    const { body } = await call.world.emulated('GET', path, call.token.login);
    all.push(...(body as Discussion[]));
    if ((body as Discussion[]).length < 100) {
      return all;
    }
  }
}

function pullAsIssue(pull: Discussion): Discussion {
  const url = pull.url.replace(/\/pulls\/(\d+)$/, '/issues/$1');
  const addresses = { url, comments_url: `${url}/comments`, events_url: `${url}/events`, labels_url: `${url}/labels{/name}` };
  const { html_url } = pull;
  const pull_request = { url: pull.url, html_url, diff_url: `${html_url}.diff`, patch_url: `${html_url}.patch`, merged_at: null };
  return { comments: 0, ...pull, ...addresses, repository_url: url.replace(/\/issues\/\d+$/, ''), pull_request } as Discussion;
}

function withLock(call: Call, discussion: Discussion): Discussion & { readonly locked: boolean } {
  return { ...discussion, locked: isLocked(call.repository, discussion.number) };
}

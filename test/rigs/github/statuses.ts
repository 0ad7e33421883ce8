import type { Answer } from './answer.ts';
import { invalid, notFound, refusal } from './answer.ts';
import { findCommit } from './git-objects.ts';
import { page } from './paging.ts';
import { simpleUser } from './user.ts';
import { fullName, kept, now, repositoryUrl, tell, type Call, type Handlers, type Repository } from './world.ts';

interface Status {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly login: string;
  readonly at: string;
}

/** What GitHub takes for one commit and context, and for a description. */
const mostStatuses = 1000;
const longestDescription = 140;

const statusesOf = kept<Status[]>(() => []);

/** Commit statuses: the newest of each context counts. */
export const statusHandlers: Handlers = {
  'POST /repos/{owner}/{repo}/statuses/{sha}': create,
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': async (call) => {
    const sha = await commitOf(call);
    const list = statusesOf(call.repository).filter((status) => status.sha === sha);
    return page(
      call,
      list.map((status) => statusBody(call, status)),
    );
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/status': combined,
};

async function create(call: Call): Promise<Answer> {
  const sha = call.params['sha'] ?? '';
  const { state = '', context = 'default', description = null, target_url = null } = call.body as Partial<Status>;
  if ((await findCommit(call.repository.folder, sha)) !== sha) {
    throw refusal(422, `No commit found for SHA: ${sha}`);
  }
  if ((description ?? '').length > longestDescription) {
    throw invalid('Status', 'description', 'custom', `description is too long (maximum is ${longestDescription} characters)`);
  }
  const list = statusesOf(call.repository);
  if (list.filter((status) => status.sha === sha && status.context === context).length >= mostStatuses) {
    throw invalid('Status', 'context', 'custom', 'This SHA and context has reached the maximum number of statuses.');
  }
  const status = { id: call.world.nextId(), sha, state, context, description, target_url, login: call.token.login, at: now() };
  list.unshift(status);
  tell(call, 'status', undefined, { sha, state, context });
  return { status: 201, body: statusBody(call, status) };
}

/** The newest status of each context. */
export function latestStatuses(repository: Repository, sha: string): readonly Status[] {
  const oldestFirst = statusesOf(repository)
    .filter((status) => status.sha === sha)
    .toReversed();
  return [...new Map(oldestFirst.map((status) => [status.context, status])).values()];
}

async function commitOf(call: Call): Promise<string> {
  const sha = await findCommit(call.repository.folder, call.params['ref'] ?? '');
  if (sha === undefined) {
    throw notFound();
  }
  return sha;
}

async function combined(call: Call): Promise<Answer> {
  const sha = await commitOf(call);
  const latest = latestStatuses(call.repository, sha);
  const states = new Set(latest.map(({ state }) => state));
  const failed = states.has('failure') || states.has('error');
  const state = failed ? 'failure' : latest.length > 0 && !states.has('pending') ? 'success' : 'pending';
  const at = repositoryUrl(call);
  const { body: repository } = await call.world.emulated('GET', `/repos/${fullName(call.repository)}`, call.token.login);
  const addresses = { commit_url: `${at}/commits/${sha}`, url: `${at}/commits/${sha}/status` };
  return {
    status: 200,
    body: { state, statuses: latest.map((one) => statusBody(call, one)), sha, total_count: latest.length, repository, ...addresses },
  };
}

function statusBody(call: Call, { id, sha, state, context, description, target_url, login, at }: Status): object {
  const creator = simpleUser(call.world.url, login);
  const url = `${repositoryUrl(call)}/statuses/${sha}`;
  const dates = { created_at: at, updated_at: at };
  return { url, avatar_url: creator['avatar_url'], id, node_id: `SC_${id}`, state, description, target_url, context, ...dates, creator };
}

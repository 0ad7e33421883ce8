import type { Answer } from './answer.ts';
import { invalid, notFound, refusal } from './answer.ts';
import { isLocked } from './issues.ts';
import { page } from './paging.ts';
import { simpleUser } from './user.ts';
import { fullName, kept, now, tell, type Call, type Handlers } from './world.ts';

/** What a comment holds at most. */
const longestComment = 65_536;

interface Reaction {
  readonly id: number;
  readonly comment: string;
  readonly login: string;
  readonly content: string;
  readonly at: string;
}

const reactionsOf = kept<Reaction[]>(() => []);

/** Comments of issues and pull requests: emulate keeps them, the limits are ours. */
export const commentHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (call) =>
    call.query['since'] === undefined ? call.forward() : listSince(call),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': async (call) => {
    requireUnlocked(call);
    requireLength(call);
    const answer = await call.forward();
    if (answer.status >= 400) {
      return answer;
    }
    tell(call, 'issue_comment', 'created', { comment: answer.body, issue: { number: Number(call.params['issue_number']) } });
    return answer;
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': async (call) => {
    requireLength(call);
    const answer = await call.forward();
    if (answer.status >= 400) {
      return answer;
    }
    tell(call, 'issue_comment', 'edited', { comment: answer.body });
    return answer;
  },
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': async (call) => {
    await requireComment(call);
    const comment = call.params['comment_id'];
    const list = reactionsOf(call.repository).filter((reaction) => reaction.comment === comment);
    return page(
      call,
      list.map((reaction) => reactionBody(call, reaction)),
    );
  },
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': react,
};

/** By the time of the last change, to the second, which emulate leaves out; the order stays that of the ids. */
async function listSince(call: Call): Promise<Answer> {
  const since = Date.parse(call.query['since'] ?? '');
  const path = `/repos/${fullName(call.repository)}/issues/${call.params['issue_number'] ?? ''}/comments?per_page=100&page=`;
  const changed: { readonly updated_at: string }[] = [];
  for (let at = 1; ; at += 1) {
    const answer = await call.world.emulated('GET', `${path}${at}`, call.token.login);
    if (answer.status !== 200) {
      return answer;
    }
    const comments = answer.body as typeof changed;
    changed.push(...comments.filter(({ updated_at: time }) => Math.floor(Date.parse(time) / 1000) * 1000 >= since));
    if (comments.length < 100) {
      return page(call, changed);
    }
  }
}

function requireLength(call: Call): void {
  const text = String(call.body['body']);
  if (text.trim() === '') {
    throw invalid('IssueComment', 'body', 'missing_field');
  }
  if (text.length > longestComment) {
    throw invalid('IssueComment', 'data', 'unprocessable', `Body is too long (maximum is ${longestComment} characters)`);
  }
}

function requireUnlocked(call: Call): void {
  const mayWrite = ['admin', 'maintain', 'write'].includes(call.repository.roles.get(call.token.login) ?? '');
  if (isLocked(call.repository, Number(call.params['issue_number'])) && !mayWrite) {
    throw refusal(403, 'Unable to create comment because issue is locked.');
  }
}

async function requireComment(call: Call): Promise<void> {
  const path = `/repos/${fullName(call.repository)}/issues/comments/${call.params['comment_id'] ?? ''}`;
  if ((await call.world.emulated('GET', path, call.token.login)).status !== 200) {
    throw notFound();
  }
}

/** A second reaction of the same kind by the same login is answered with the first. */
async function react(call: Call): Promise<Answer> {
  await requireComment(call);
  const list = reactionsOf(call.repository);
  const comment = call.params['comment_id'] ?? '';
  const content = String(call.body['content']);
  const { login } = call.token;
  const before = list.find((reaction) => reaction.comment === comment && reaction.login === login && reaction.content === content);
  if (before !== undefined) {
    return { status: 200, body: reactionBody(call, before) };
  }
  const reaction = { id: call.world.nextId(), comment, login, content, at: now() };
  list.push(reaction);
  return { status: 201, body: reactionBody(call, reaction) };
}

function reactionBody(call: Call, { id, login, content, at }: Reaction): object {
  return { id, node_id: `REA_${id}`, user: simpleUser(call.world.url, login), content, created_at: at };
}

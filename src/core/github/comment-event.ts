import { z } from 'zod';

/** A comment that somebody has just written on a pull request. */
export interface WrittenComment {
  readonly id: number;
  readonly pullRequest: number;
  readonly author: string;
  readonly text: string;
  /** When GitHub took it. */
  readonly createdAt: string;
}

/** A comment to look at, or why there is none. */
export type CommentEvent =
  | { readonly kind: 'written'; readonly comment: WrittenComment }
  | { readonly kind: 'ignored'; readonly why: string };

/** As GitHub writes times, to the second, so that texts are in the order of times. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const eventSchema = z.object({
  action: z.string(),
  issue: z.object({ number: z.int().positive(), pull_request: z.unknown() }),
  comment: z.object({
    id: z.int().positive(),
    body: z.string().max(262_144),
    created_at: time,
    updated_at: time,
    performed_via_github_app: z.unknown(),
    user: z.object({ login: z.string().min(1).max(100), type: z.string() }),
  }),
});

/** Reads the event of `issue_comment`: only what a person has just written on a pull request counts, never what was edited. */
export function readCommentEvent(name: string, payload: unknown): CommentEvent {
  if (name !== 'issue_comment') {
    return { kind: 'ignored', why: `commands are taken from issue_comment, and this is ${name}` };
  }
  const read = eventSchema.safeParse(payload);
  if (!read.success) {
    return { kind: 'ignored', why: 'the event has not the shape of a comment' };
  }
  const { action, issue, comment } = read.data;
  const { id, body: text, created_at: createdAt, updated_at: updatedAt, user } = comment;
  if (action !== 'created' || createdAt !== updatedAt) {
    return { kind: 'ignored', why: 'the comment was edited' };
  }
  if (issue.pull_request === undefined || issue.pull_request === null) {
    return { kind: 'ignored', why: 'the comment is on an issue, not on a pull request' };
  }
  if (user.type !== 'User' || user.login.endsWith('[bot]') || (comment.performed_via_github_app ?? undefined) !== undefined) {
    return { kind: 'ignored', why: 'the comment is not by a person' };
  }
  return { kind: 'written', comment: { id, pullRequest: issue.number, author: user.login, text, createdAt } };
}

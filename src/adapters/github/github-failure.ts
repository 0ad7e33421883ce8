import { SightlineError } from '../../core/errors.ts';
import { cleanText } from '../../core/report/clean-text.ts';
import type { GithubClient } from './github-client.ts';

/** What was asked of GitHub, for messages. */
export interface Asked {
  /** Such as `write a comment on pull request 7`. */
  readonly what: string;
  /** What the token needs, as a workflow's `permissions:` says it: `pull-requests: write`. */
  readonly needs: string;
}

/** The parts of an answer that tell what went wrong. Nothing else of it is kept: the request's headers hold the token. */
interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly hasAnswer: boolean;
}

/** Runs requests; throws what came of them in our terms. */
export async function askGithub<T>(client: GithubClient, asked: Asked, request: (client: GithubClient) => Promise<T>): Promise<T> {
  try {
    return await request(client);
  } catch (error) {
    throw asGithubError(error, asked);
  }
}

function asGithubError(error: unknown, asked: Asked): unknown {
  const refusal = readRefusal(error);
  if (refusal === undefined) {
    return error;
  }
  const { status, headers } = refusal;
  const said = cleanText(refusal.message);
  if (isLimit(refusal)) {
    return new SightlineError('github-limited', `GitHub does not ${asked.what} now: ${said}; ${waitOf(headers)}`);
  }
  if (status === 401) {
    return new SightlineError('github-denied', `GitHub does not know the token that should ${asked.what}: ${said}`);
  }
  if (status === 403 && /\bis locked\b/.test(said)) {
    return new SightlineError('github-locked', `GitHub does not ${asked.what}: ${said}`);
  }
  if (status === 403) {
    return new SightlineError('github-denied', `The token may not ${asked.what}, which needs \`${asked.needs}\`: ${said}`, {
      hint: `Add this line below \`permissions:\` of the job:\n    ${asked.needs}\n  A pull request from a fork gets a token that reads only, whatever stands there.`,
    });
  }
  if (status < 500) {
    return new SightlineError('github-refused', `GitHub does not ${asked.what}: ${status} ${said}`);
  }
  const how = refusal.hasAnswer ? `it answers ${status}` : said;
  return new SightlineError('github-failed', `GitHub could not ${asked.what}: ${how}`);
}

/** Whether GitHub may have done what it was asked although it didn't say so. */
export function isUncertain(error: unknown): boolean {
  return (readRefusal(error)?.status ?? 0) >= 500;
}

/** Whether GitHub has no such thing. */
export function isMissing(error: unknown): boolean {
  return [404, 410].includes(readRefusal(error)?.status ?? 0);
}

/** Whether it can't be done to that thing: it is in another state, or no such commit. */
export function isRefused(error: unknown): boolean {
  return [409, 422].includes(readRefusal(error)?.status ?? 0);
}

function readRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || error.name !== 'HttpError') {
    return undefined;
  }
  const { status, response } = error as Error & { status: number; response?: { headers: Readonly<Record<string, unknown>> } };
  return { status, message: error.message, headers: response?.headers ?? {}, hasAnswer: response !== undefined };
}

function isLimit({ status, message, headers }: Refusal): boolean {
  const isUsedUp = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
  return status === 429 || (status === 403 && (isUsedUp || /\brate limit\b/i.test(message)));
}

function waitOf(headers: Readonly<Record<string, unknown>>): string {
  const after = Number(headers['retry-after']);
  const reset = Number(headers['x-ratelimit-reset']);
  if (after > 0) {
    return `it asks to wait ${after} s`;
  }
  return reset > 0 ? `it takes requests again at ${new Date(reset * 1000).toISOString()}` : 'it does not say for how long';
}

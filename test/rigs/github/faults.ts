import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { OperationName } from './operations.ts';

/** What goes wrong with a request. */
export type GithubFault =
  /** The hour's requests are used up: 403, or 429 as GitHub may also say it. */
  | { readonly kind: 'rate-limit'; readonly status: 403 | 429; readonly retryAfter?: number }
  /** Too many requests at once, or too much written in a minute. */
  | { readonly kind: 'secondary-limit'; readonly status?: 403 | 429; readonly retryAfter?: number }
  | { readonly kind: 'server-error'; readonly status: 500 | 502 | 503 | 504 }
  /** The connection breaks, before the request was taken or after it was done. */
  | { readonly kind: 'cut'; readonly when: 'before' | 'after' }
  /** The answer comes late, by so many milliseconds. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** Which requests to an operation it befalls. */
export interface FaultPlan {
  readonly operation: OperationName;
  readonly fault: GithubFault;
  /** The first one, counted from 1 when the plan is made. */
  readonly nth?: number;
  /** How many in a row. */
  readonly times?: number;
}

/** Faults that are planned. */
export class Faults {
  readonly #plans: { readonly plan: FaultPlan; seen: number }[] = [];

  /** From now on. */
  plan(plan: FaultPlan): void {
    this.#plans.push({ plan, seen: 0 });
  }

  /** The fault of the request that is now there. */
  next(operation: OperationName | undefined): GithubFault | undefined {
    let found: GithubFault | undefined;
    for (const entry of this.#plans.filter(({ plan }) => plan.operation === operation)) {
      entry.seen += 1;
      const { nth = 1, times = 1, fault } = entry.plan;
      found ??= entry.seen >= nth && entry.seen < nth + times ? fault : undefined;
    }
    return found;
  }
}

/** What a request meets: its answer, or undefined when the connection breaks. */
export async function underFault(fault: GithubFault | undefined, answer: () => Promise<Answer>): Promise<Answer | undefined> {
  switch (fault?.kind) {
    case undefined:
      return answer();
    case 'rate-limit':
      return rateLimited(fault.status, fault.retryAfter);
    case 'secondary-limit':
      return secondaryLimited(fault.status ?? 403, fault.retryAfter);
    case 'server-error':
      return serverError(fault.status);
    case 'slow':
      await sleep(fault.milliseconds);
      return answer();
    case 'cut':
      if (fault.when === 'after') {
        await answer();
      }
      return undefined;
  }
}

function rateLimited(status: number, retryAfter: number | undefined): Answer {
  const reset = Math.ceil(Date.now() / 1000) + (retryAfter ?? 3600);
  return {
    status,
    body: {
      message: 'API rate limit exceeded for installation ID 1.',
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset), ...retryHeader(retryAfter) },
  };
}

function secondaryLimited(status: number, retryAfter: number | undefined): Answer {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    headers: retryHeader(retryAfter),
  };
}

/** Gateways in front of GitHub answer with a page, not with JSON. */
function serverError(status: number): Answer {
  const page = Buffer.from('<html><body><h1>Unicorn!</h1></body></html>');
  return status === 500 ? { status, body: { message: 'Server Error' } } : { status, body: page, headers: { 'content-type': 'text/html' } };
}

function retryHeader(seconds: number | undefined): Readonly<Record<string, string>> {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

import { Octokit } from '@octokit/rest';
import type { GithubTwin } from '../rigs/github/twin.ts';

/** GitHub's own client without its log, as a token's holder. */
export function clientOf(twin: Pick<GithubTwin, 'url'>, token?: string): Octokit {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return new Octokit({ baseUrl: twin.url, log, ...(token === undefined ? {} : { auth: token }) });
}

/** The repository that a twin has unless it is told otherwise, as the client's calls name it. */
export const defects = { owner: 'acme', repo: 'defects' } as const;

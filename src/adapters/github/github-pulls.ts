import type { PullRequests, StandingPull } from '../../core/report-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub } from './github-failure.ts';

/** Pull requests of one repository, as they stand now. */
export class GithubPulls implements PullRequests {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async get(number: number): Promise<StandingPull> {
    const asked = { what: `read pull request ${number}`, needs: 'pull-requests: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.pulls.get({ ...repository, pull_number: number }),
    );
    return describePull(data);
  }

  async from(owner: string, branch: string): Promise<readonly StandingPull[]> {
    const label = `${owner}:${branch}`;
    const asked = { what: `read the pull requests from ${label}`, needs: 'pull-requests: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.pulls.list({ ...repository, head: label, state: 'all', per_page: 100 }),
    );
    return data.map(describePull);
  }
}

interface PullBody {
  readonly number: number;
  readonly state: string;
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly id: number } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly id: number; readonly default_branch: string } };
}

function describePull({ number, state, head, base }: PullBody): StandingPull {
  return {
    number,
    isOpen: state === 'open',
    head: head.sha,
    headBranch: head.ref,
    headRepository: head.repo?.id,
    baseBranch: base.ref,
    baseRepository: base.repo.id,
    defaultBranch: base.repo.default_branch,
  };
}

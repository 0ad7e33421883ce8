import type { GithubTrust, RunSource } from '../../core/github-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub } from './github-failure.ts';

/** What GitHub knows about runs and people, asked from it and taken from nobody else. */
export class GithubFacts implements GithubTrust {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async sourceOf(run: number): Promise<RunSource> {
    const asked = { what: `read run ${run}`, needs: 'actions: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.getWorkflowRun({ ...repository, run_id: run }),
    );
    const { head_sha: head, head_branch: branch, event, path: workflow, run_attempt: attempt = 1 } = data;
    const { id, owner } = data.head_repository;
    const isFork = id !== data.repository.id;
    const pullRequests = branch === null ? [] : await this.#pullRequests(`${owner.login}:${branch}`, id, head);
    return { head, event, workflow, isFork, run: { run, attempt }, pullRequests };
  }

  async mayWrite(login: string): Promise<boolean> {
    const asked = { what: `read what ${login} may do`, needs: 'contents: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ ...repository, username: login }),
    );
    return data.permission === 'admin' || data.permission === 'write';
  }

  async #pullRequests(label: string, repositoryId: number, head: string): Promise<readonly number[]> {
    const asked = { what: `read the pull requests from ${label}`, needs: 'pull-requests: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.pulls.list({ ...repository, head: label, state: 'all', per_page: 100 }),
    );
    const same = data.filter((pull) => pull.head.repo?.id === repositoryId && pull.head.sha === head);
    return same.map((pull) => pull.number).toSorted((a, b) => a - b);
  }
}

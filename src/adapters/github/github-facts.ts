import type { GithubTrust } from '../../core/github-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub } from './github-failure.ts';

/** What GitHub knows about people, asked from it and taken from nobody else. */
export class GithubFacts implements GithubTrust {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async mayWrite(login: string): Promise<boolean> {
    const asked = { what: `read what ${login} may do`, needs: 'contents: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ ...repository, username: login }),
    );
    return data.permission === 'admin' || data.permission === 'write';
  }
}

import { SightlineError } from '../../core/errors.ts';
import type { RepositoryFiles } from '../../core/report-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub, isMissing } from './github-failure.ts';

/** What GitHub hands out within JSON. */
const largestFile = 1 << 20;

/** Small files of one repository. */
export class GithubFiles implements RepositoryFiles {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async readText(path: string, ref: string): Promise<string | undefined> {
    const asked = { what: `read ${path} of ${ref}`, needs: 'contents: read' };
    const found = await askGithub(this.#client, asked, async ({ octokit, repository }) => {
      try {
        return (await octokit.rest.repos.getContent({ ...repository, path, ref })).data;
      } catch (error) {
        if (isMissing(error)) {
          return undefined;
        }
        throw error;
      }
    });
    if (found === undefined || Array.isArray(found) || found.type !== 'file') {
      return undefined;
    }
    if (found.size > largestFile) {
      throw new SightlineError('file-too-large', `${path} of ${ref} has more than ${largestFile} bytes`, { place: { file: path } });
    }
    return Buffer.from(found.content, 'base64').toString();
  }
}

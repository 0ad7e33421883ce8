import { openGithub, type GithubClient } from '../../src/adapters/github/github-client.ts';
import { readGithubSettings } from '../../src/adapters/github/github-settings.ts';
import type { Grant } from '../rigs/github/operations.ts';
import type { GithubTwin } from '../rigs/github/twin.ts';

/** The client that a workflow's step has: from its environment, with a token of its own. */
export function stepClient(twin: GithubTwin, grants: readonly Grant[]): Promise<GithubClient> {
  const env = { GITHUB_API_URL: twin.url, GITHUB_REPOSITORY: 'acme/defects', GITHUB_TOKEN: twin.token(grants) };
  return openGithub(readGithubSettings(env), env);
}

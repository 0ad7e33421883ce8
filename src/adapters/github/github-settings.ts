import { SightlineError } from '../../core/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where GitHub is, which repository is meant, and how to be let in. */
export interface GithubSettings {
  /** Without a slash at the end. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
}

/** From the variables that a workflow's steps have, so that GitHub Enterprise Server needs nothing more. Throws `github-settings`. */
export function readGithubSettings(env: Env): GithubSettings {
  const url = readUrl(env['GITHUB_API_URL'] ?? 'https://api.github.com');
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(env['GITHUB_REPOSITORY'] ?? '') ?? [];
  if (owner === undefined || repo === undefined) {
    throw new SightlineError('github-settings', 'GITHUB_REPOSITORY must name the repository as owner/name');
  }
  const token = env['GITHUB_TOKEN'] ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SightlineError('github-settings', `GITHUB_TOKEN is ${token === '' ? 'not set' : 'no token'}`, {
      hint: 'Give the step `env: { GITHUB_TOKEN: ${{ github.token }} }`; elsewhere export a token first.',
    });
  }
  return { url, owner, repo, token };
}

/** A token goes over https only, or to this machine itself. */
function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere)) || url.username !== '') {
    throw new SightlineError('github-settings', 'GITHUB_API_URL must be a url of https without a user in it');
  }
  return url.href.replace(/\/+$/, '');
}

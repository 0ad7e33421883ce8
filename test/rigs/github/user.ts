import { workflowLogin } from './token.ts';

/** A user as the API shows it. */
export function simpleUser(url: string, login: string, type?: 'Organization'): Readonly<Record<string, unknown>> {
  const isBot = login.endsWith('[bot]');
  const at = `${url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: userId(login),
    node_id: Buffer.from(`User${userId(login)}`).toString('base64'),
    avatar_url: `${at}/avatar`,
    gravatar_id: '',
    url: at,
    html_url: `${url}/${encodeURIComponent(login)}`,
    followers_url: `${at}/followers`,
    following_url: `${at}/following{/other_user}`,
    gists_url: `${at}/gists{/gist_id}`,
    starred_url: `${at}/starred{/owner}{/repo}`,
    subscriptions_url: `${at}/subscriptions`,
    organizations_url: `${at}/orgs`,
    repos_url: `${at}/repos`,
    events_url: `${at}/events{/privacy}`,
    received_events_url: `${at}/received_events`,
    type: type ?? (isBot ? 'Bot' : 'User'),
    site_admin: false,
  };
}

/** The id that GitHub's own bot has, and any number that follows from another login. */
export function userId(login: string): number {
  return login === workflowLogin
    ? 41_898_282
    : 1000 + [...login].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}

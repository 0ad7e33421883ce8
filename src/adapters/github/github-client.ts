import type { Octokit } from '@octokit/rest';
import { Agent, EnvHttpProxyAgent, fetch } from 'undici';
import { namesProxy } from '../../core/http/proxy-variables.ts';
import type { GithubSettings } from './github-settings.ts';

/** A wait that GitHub asks for and that is longer than this ends the request, in seconds. */
const longestWait = 120;
const mostLimitedTries = 3;
const idleMilliseconds = 60_000;
/** Another try changes nothing, or, after too many requests, makes it worse. */
const doNotRetry = [400, 401, 403, 404, 409, 410, 422, 429, 451];
const silent = (): void => {};
const onLimit = (seconds: number, _options: object, _octokit: object, tries: number): boolean =>
  seconds <= longestWait && tries < mostLimitedTries;

/** One repository of GitHub. */
export interface GithubClient extends AsyncDisposable {
  readonly octokit: Octokit;
  readonly repository: { readonly owner: string; readonly repo: string };
}

/**
 * GitHub's own client, loaded when it is first needed. It writes at the pace that GitHub asks for, waits out rate limits of up to
 * two minutes, and repeats what may be repeated: a POST or PATCH may have been done although its answer got lost, so whoever
 * sends one decides.
 */
export async function openGithub(settings: GithubSettings, env: Readonly<Record<string, string | undefined>>): Promise<GithubClient> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const options = { headersTimeout: idleMilliseconds, bodyTimeout: idleMilliseconds };
  const dispatcher = namesProxy(env) ? new EnvHttpProxyAgent(options) : new Agent(options);
  const Client = Octokit.plugin(retry, throttling);
  const octokit = new Client({
    baseUrl: settings.url,
    auth: settings.token,
    userAgent: 'sightline',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher }) },
    retry: { doNotRetry },
    throttle: { id: settings.url, onRateLimit: onLimit, onSecondaryRateLimit: onLimit },
  });
  octokit.hook.before('request', (request) => {
    if (request.method === 'POST' || request.method === 'PATCH') {
      request.request['retries'] ??= 0;
    }
  });
  const { owner, repo } = settings;
  return { octokit, repository: { owner, repo }, [Symbol.asyncDispose]: () => dispatcher.close() };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { SightlineError } from '../../core/errors.ts';
import { retryAfter } from '../../core/http/answer-headers.ts';
import { namesProxy } from '../../core/http/proxy-variables.ts';
import { systemCode } from '../../core/system-code.ts';
import { guardedLookup, isOnOwnNetwork, type Nearness, nearnessOf } from './guarded-address.ts';

type Env = Readonly<Record<string, string | undefined>>;

const mostRedirects = 10;
const tries = 5;
const firstPauseMilliseconds = 200;
/** No server keeps us waiting for longer between two tries. */
const mostAskedMilliseconds = 30_000;
const idleMilliseconds = 60_000;
const connectMilliseconds = 10_000;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An answer, and the url that it came from in the end. */
export interface HttpAnswer {
  readonly response: Dispatcher.ResponseData;
  readonly url: string;
}

/** The server can't answer now; `milliseconds` is how long it asks to be left alone. */
class Unready extends Error {
  readonly milliseconds: number;

  constructor(status: number, milliseconds: number) {
    super(`the server answers ${status}`);
    this.milliseconds = milliseconds;
  }
}

/** The url as it was given can't be asked, now or ever: not to be tried again. */
class Refused extends Error {}

/** Gets files over http and https. Certificates are verified; where a redirect may lead is decided by `#hop`. */
export class HttpClient {
  readonly #near: Dispatcher;
  readonly #far: Dispatcher;

  constructor(env: Env, connections: number) {
    this.#near = openAgent(env, connections, ['link']);
    this.#far = openAgent(env, connections, ['link', 'own-network']);
  }

  /** Follows redirects and tries again what may pass. `read` gets every answer but a 429 or one from 500 up. */
  async send<T>(
    method: 'GET' | 'HEAD',
    url: string,
    signal: AbortSignal | undefined,
    read: (answer: HttpAnswer) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        const answer = await this.#follow(method, url, signal);
        const { statusCode, headers, body } = answer.response;
        if (statusCode === 429 || (statusCode >= 500 && statusCode !== 501)) {
          await body.dump();
          throw new Unready(statusCode, retryAfter(headers, (date) => Date.parse(date) - Date.now()) ?? 0);
        }
        return await read(answer);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SightlineError || isOfDisk(error)) {
          throw error;
        }
        if (error instanceof Refused || attempt === tries || isFinal(error)) {
          throw new SightlineError('remote-failed', `${withoutQuery(url)} can't be read: ${messageOf(error)}`, {
            cause: error,
            hint: attempt === tries ? 'Run the same command again later.' : 'Check the url.',
          });
        }
        const asked = error instanceof Unready ? Math.min(error.milliseconds, mostAskedMilliseconds) : 0;
        const pause = asked + Math.random() * firstPauseMilliseconds * 2 ** attempt;
        await sleep(pause, undefined, signal === undefined ? {} : { signal });
      }
    }
  }

  async #follow(method: 'GET' | 'HEAD', start: string, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const first = parseUrl(start);
    let url = first;
    let agent = this.#near;
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const response = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { 'accept-encoding': 'identity', 'user-agent': 'sightline' },
        ...(signal === undefined ? {} : { signal }),
      });
      const { location } = response.headers;
      if (!redirects.has(response.statusCode) || typeof location !== 'string') {
        return { response, url: url.href };
      }
      await response.body.dump();
      url = this.#hop(url, location);
      agent = url.host === first.host || (await isOnOwnNetwork(first.hostname)) ? this.#near : this.#far;
      if (agent === this.#far && nearnessOf(url.hostname) === 'own-network') {
        throw new Refused(`it redirects to ${url.host}, which is in this machine's own network`);
      }
    }
    throw new Refused(`it redirects more than ${mostRedirects} times`);
  }

  /** Only to http and https, never from https to http. */
  #hop(from: URL, location: string): URL {
    const url = parseUrl(new URL(location, from).href);
    if (from.protocol === 'https:' && url.protocol === 'http:') {
      throw new Refused(`it redirects from https to ${url.origin}, where anybody could change what comes`);
    }
    return url;
  }
}

/** Throws for what isn't http or https, holds a password, or names an address that no import has business with. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new Refused(`'${url?.protocol ?? withoutQuery(text)}' is no url of http or https`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Refused('the url holds a user or a password, which would stand in git');
  }
  if (nearnessOf(url.hostname) === 'link') {
    throw new Refused(`${url.hostname} is a link-local address, where clouds keep credentials`);
  }
  return url;
}

function openAgent(env: Env, connections: number, forbidden: readonly Nearness[]): Dispatcher {
  const options = {
    connections,
    pipelining: 1,
    headersTimeout: idleMilliseconds,
    bodyTimeout: idleMilliseconds,
    connect: { timeout: connectMilliseconds, lookup: guardedLookup(forbidden) },
  };
  return namesProxy(env) ? new EnvHttpProxyAgent(options) : new Agent(options);
}

/** Of the file that the bytes go to. */
function isOfDisk(error: unknown): boolean {
  return /^(?:ENOSPC|EDQUOT|EROFS|EACCES|EIO|ENOENT)$/.test(systemCode(error) ?? '');
}

function isFinal(error: unknown): boolean {
  const codes = [error, error instanceof Error ? error.cause : undefined].map((part) => systemCode(part) ?? '');
  return codes.some((code) => code === 'EFORBIDDEN' || code === 'ENOTFOUND' || code.startsWith('ERR_TLS') || /CERT|SELF_SIGNED/.test(code));
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

/** A url's query may hold a signature or a token. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

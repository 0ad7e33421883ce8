import { setTimeout as sleep } from 'node:timers/promises';
import { hash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import type { Variables } from './aws-config.ts';
import { checksumOf } from './body-checksum.ts';
import { openConnections } from './connections.ts';
import { credentialSource, type CredentialSource, type KnownCredentials } from './credentials.ts';
import { resolveEndpoint, type S3Endpoint } from './endpoint.ts';
import { endpointWarning } from './endpoint-warning.ts';
import { RequestLimiter } from './request-limiter.ts';
import { readUpTo, type S3Response } from './response.ts';
import { isSlowDown, RetryPlan, type Remedy } from './retry-plan.ts';
import { asRemoteError, failureOf, isMissing, S3Failure } from './s3-failure.ts';
import { canonicalQuery, emptyHash, RequestSigner } from './sign-request.ts';

/** One request. */
export interface S3Call {
  /** S3's name, such as `PutObject`. */
  readonly operation: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** In the bucket; undefined asks the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Lets the server check the body, by a header. */
  readonly checksum?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the answer that earlier tries received: as long as there are more each time, it is tried again. */
  readonly received?: number;
  /** Statuses that are answers, not failures, besides those from 200 to 299. */
  readonly expected?: readonly number[];
}

/** Reads a response; `tries` counts this one. A failure that may pass asks again. */
export type ReadResponse<T> = (response: S3Response, tries: number) => Promise<T>;

/** Talks to one bucket: signs, sends, and tries again what may pass. */
export class S3Client {
  readonly #bucket: string;
  readonly #endpoint: S3Endpoint;
  readonly #credentials: CredentialSource;
  readonly #connections: Dispatcher;
  readonly #limiter: RequestLimiter;
  #region: string;
  #clockOffset = 0;
  #hasSucceeded = false;
  #hasWarned = false;
  readonly #settings: S3Settings;
  readonly #warn: (line: string) => void;
  #signer: { readonly known: KnownCredentials; readonly region: string; readonly signer: RequestSigner | undefined } | undefined;

  constructor(settings: S3Settings, env: Variables, connections: number, warn: (line: string) => void) {
    this.#settings = settings;
    this.#warn = warn;
    this.#bucket = settings.bucket;
    this.#endpoint = resolveEndpoint(settings, env);
    this.#region = this.#endpoint.region;
    this.#credentials = credentialSource(settings, env);
    this.#connections = openConnections(settings, env, connections);
    this.#limiter = new RequestLimiter(connections);
  }

  /** `call` may be made anew for each try, such as to go on where the last one broke. Throws SightlineErrors. */
  async send<T>(call: S3Call | (() => S3Call), read: ReadResponse<T>): Promise<T> {
    let plan = new RetryPlan();
    let received = 0;
    for (let tries = 1; ; tries += 1) {
      const now = typeof call === 'function' ? call() : call;
      if ((now.received ?? 0) > received) {
        plan = new RetryPlan();
      }
      received = now.received ?? 0;
      now.signal?.throwIfAborted();
      try {
        return await this.#limiter.run(async () => this.#once(now, tries, read));
      } catch (error) {
        now.signal?.throwIfAborted();
        if (isSlowDown(error)) {
          this.#limiter.slowDown();
        }
        const remedy = plan.next(error);
        if (remedy === undefined || !(await this.#take(remedy, error))) {
          throw asRemoteError(error, {
            operation: now.operation,
            url: this.#urlOf(now),
            source: (await this.#credentials.current()).source,
          });
        }
        await pause(plan.pauseMilliseconds, now.signal);
      }
    }
  }

  /** As `send`; undefined when what is asked for isn't there. */
  async sendIfThere<T>(call: S3Call | (() => S3Call), read: ReadResponse<T>): Promise<T | undefined> {
    try {
      return await this.send(call, read);
    } catch (error) {
      if (isMissing(failureOf(error))) {
        return undefined;
      }
      throw error;
    }
  }

  /** A url that lets anybody read one object, for so many seconds; of a bucket that is asked without credentials it is the plain one. */
  async presign(key: string, seconds: number): Promise<string> {
    const origin = this.#endpoint.origin(this.#region);
    const path = this.#endpoint.path(key);
    const host = origin.slice(origin.indexOf('//') + 2);
    const query = (await this.#signerNow())?.presign({ method: 'GET', path, host }, new Date(Date.now() + this.#clockOffset), seconds);
    return `${origin}${path}${query === undefined ? '' : `?${query}`}`;
  }

  /** Whether the bucket has done something that it was asked. */
  get hasSucceeded(): boolean {
    return this.#hasSucceeded;
  }

  #urlOf(call: S3Call): string {
    return `s3://${this.#bucket}${call.key === undefined ? '' : `/${call.key}`}`;
  }

  /** Answers false when the remedy changes nothing. */
  async #take(remedy: Remedy, error: unknown): Promise<boolean> {
    switch (remedy) {
      case 'wait':
        return true;
      case 'renew-credentials':
        return this.#credentials.renew();
      case 'set-clock':
        this.#clockOffset = Date.parse((error as S3Failure).date ?? '') - Date.now();
        return Number.isFinite(this.#clockOffset);
      case 'change-region':
        this.#region = (error as S3Failure).region ?? this.#region;
        return true;
    }
  }

  async #once<T>(call: S3Call, tries: number, read: ReadResponse<T>): Promise<T> {
    const { method, body, signal } = call;
    const origin = this.#endpoint.origin(this.#region);
    const path = this.#endpoint.path(call.key);
    const query = call.query === undefined ? '' : canonicalQuery(call.query);
    const response = await this.#connections.request({
      origin,
      path: query === '' ? path : `${path}?${query}`,
      method,
      headers: await this.#headers(call, origin, path, query),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { statusCode } = response;
    if (statusCode >= 200 && statusCode < 300) {
      this.#hasSucceeded = true;
      return read(response, tries);
    }
    if (call.expected?.includes(statusCode) === true) {
      return read(response, tries);
    }
    throw new S3Failure(statusCode, response.headers, (await readUpTo(response, mostErrorBytes)).toString());
  }

  async #headers(call: S3Call, origin: string, path: string, query: string): Promise<Record<string, string>> {
    const { method, body } = call;
    const headers: Record<string, string> = { host: origin.slice(origin.indexOf('//') + 2), ...call.headers };
    if (call.checksum === true && body !== undefined) {
      headers['x-amz-checksum-crc32'] = checksumOf(body);
    }
    const signer = await this.#signerNow();
    const payloadHash = body === undefined ? emptyHash : payloadHashOf(body, origin);
    return signer?.sign({ method, path, query, headers, payloadHash }, new Date(Date.now() + this.#clockOffset)) ?? headers;
  }

  /** Kept as long as credentials and region stay the same; undefined when requests aren't signed. */
  async #signerNow(): Promise<RequestSigner | undefined> {
    const known = await this.#credentials.current();
    if (this.#signer?.known !== known || this.#signer.region !== this.#region) {
      this.#warnOfEndpoint(known);
      const signer = known.keys === undefined ? undefined : new RequestSigner(known.keys, this.#region);
      this.#signer = { known, region: this.#region, signer };
    }
    return this.#signer.signer;
  }

  #warnOfEndpoint({ isPersonal, source }: KnownCredentials): void {
    const line = isPersonal && !this.#hasWarned ? endpointWarning(this.#settings, source) : undefined;
    if (line !== undefined) {
      this.#hasWarned = true;
      this.#warn(line);
    }
  }
}

const mostErrorBytes = 64 << 10;

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted(); // with the reason of who called it off
  }
}

/** TLS guards the body over https; over http the signature has to. */
function payloadHashOf(body: Uint8Array, origin: string): string {
  return origin.startsWith('https:') ? 'UNSIGNED-PAYLOAD' : hash('sha256', body);
}

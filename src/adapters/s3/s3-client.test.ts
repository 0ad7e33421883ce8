import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import type { RemoteStorage } from '../../core/remote-ports.ts';
import { createS3Storage } from './s3-storage.ts';

interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Scripted extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: readonly IncomingMessage[];
}

/** A server whose answers a test writes; undefined lets a request wait for ever. */
async function scripted(answer: (request: IncomingMessage, at: number) => Said | undefined): Promise<Scripted> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const said = answer(request, requests.length - 1);
    request.resume().on('end', () => {
      if (said !== undefined) {
        response.writeHead(said.status, said.headers);
        response.end(said.body);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function failure(status: number, code: string, more = '', headers: Readonly<Record<string, string>> = {}): Said {
  return { status, headers, body: `<Error><Code>${code}</Code><Message>as scripted</Message>${more}</Error>` };
}

const keys = { access_key_id: 'AKID', secret_access_key: 'top-secret' };

function open(
  { endpoint }: Scripted,
  more: Partial<S3Settings> = keys,
  env: Readonly<Record<string, string>> = {},
  warn: (line: string) => void = () => {},
): RemoteStorage {
  return createS3Storage(
    { kind: 's3', url: 's3://b', bucket: 'b', prefix: '', endpointurl: endpoint, ...more },
    { AWS_CONFIG_FILE: '/nowhere', ...env },
    warn,
  );
}

const found = { status: 200, headers: { 'content-length': '3', etag: '"e"' } };

afterEach(() => vi.unstubAllEnvs());

describe('a request that fails', () => {
  it('is signed for the region that the server names, once', async () => {
    const wrong = failure(400, 'AuthorizationHeaderMalformed', '<Region>eu-north-1</Region>');
    await using server = await scripted((_, at) => (at === 0 ? wrong : { status: 200 }));
    expect(await open(server).write('x', Buffer.of(1))).toBe(true);
    expect(server.requests.map((request) => /\d{8}\/([^/]+)/.exec(request.headers.authorization ?? '')?.[1])).toEqual([
      'us-east-1',
      'eu-north-1',
    ]);

    await using stubborn = await scripted(() => wrong);
    await expect(open(stubborn).write('x', Buffer.of(1))).rejects.toMatchObject({ code: 'remote-failed' });
    expect(stubborn.requests).toHaveLength(2);
  });

  it('does not follow a region that is no name', async () => {
    await using server = await scripted(() => failure(400, 'AuthorizationHeaderMalformed', '<Region>evil.example/</Region>'));
    await expect(open(server).write('x', Buffer.of(1))).rejects.toMatchObject({ code: 'remote-failed' });
    expect(server.requests).toHaveLength(1);
  });

  it("takes the server's clock, once", async () => {
    const skewed = failure(403, 'RequestTimeTooSkewed', '', { date: 'Tue, 01 Jan 2036 00:00:00 GMT' });
    await using server = await scripted((request) => (String(request.headers['x-amz-date']).startsWith('2036') ? { status: 200 } : skewed));
    expect(await open(server).write('x', Buffer.of(1))).toBe(true);
    expect(await open(server).write('x', Buffer.of(1))).toBe(true);
    expect(server.requests).toHaveLength(4);

    await using stubborn = await scripted(() => skewed);
    await expect(open(stubborn).write('x', Buffer.of(1))).rejects.toMatchObject({ code: 'remote-denied' });
    expect(stubborn.requests).toHaveLength(2);
  });

  it.each([500, 502, 503, 504, 429])('with status %i is tried again, whatever its body', async (status) => {
    await using server = await scripted((_, at) => (at < 2 ? { status, body: '<!DOCTYPE html><html>' } : { status: 200 }));
    expect(await open(server).write('x', Buffer.of(1))).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  it('for good is not tried again, and is told in the words of S3', async () => {
    await using server = await scripted(() => failure(403, 'AccessDenied'));
    const message = "PutObject of s3://b/x failed with AccessDenied: as scripted (with access_key_id of the remote's settings)";
    await expect(open(server).write('x', Buffer.of(1))).rejects.toMatchObject({ code: 'remote-denied', message });
    expect(server.requests).toHaveLength(1);
  });

  it('by silence is tried again after the timeout', async () => {
    await using server = await scripted((_, at) => (at === 0 ? undefined : found));
    expect(await open(server, { ...keys, read_timeout: 0.2 }).find('x')).toEqual({ key: 'x', size: 3, etag: 'e' });
  });

  it('ends at once when it is called off', async () => {
    await using server = await scripted(() => undefined);
    const signal = AbortSignal.timeout(100);
    await expect(open(server).download('x', '/nowhere/x', { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(server.requests).toHaveLength(1);
  });

  it('to HEAD is told in words that only GET brings', async () => {
    await using server = await scripted((request) => (request.method === 'HEAD' ? { status: 403 } : failure(403, 'AccountProblem')));
    await expect(open(server).find('x')).rejects.toMatchObject({
      code: 'remote-denied',
      message: expect.stringContaining('AccountProblem'),
    });
  });
});

describe('answers that no S3 gives', () => {
  it.each([
    ['no listing', '<html></html>'],
    ['a listing cut short', '<ListBucketResult><Contents><Key>a</Key>'],
  ])('are not taken: %s', async (_, body) => {
    await using server = await scripted(() => ({ status: 200, body }));
    const pages = open(server).list('', AbortSignal.timeout(500));
    await expect(pages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it.each(['-1', 'x', '', '1e99'])('are not taken: a size of %s', async (size) => {
    const body = `<ListBucketResult><Contents><Key>a</Key><Size>${size}</Size></Contents></ListBucketResult>`;
    await using server = await scripted(() => ({ status: 200, body }));
    await expect(open(server).list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'remote-failed' });
  });

  it('a listing whose pages never end stops at the same token', async () => {
    const body =
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>';
    await using server = await scripted(() => ({ status: 200, body }));
    let pages = 0;
    for await (const page of open(server).list('')) {
      pages += page.length;
    }
    expect(pages).toBe(2);
  });
});

describe('a body whose length nobody tells', () => {
  const target = (folder: { readonly path: string }): string => join(folder.path, 'target');

  it('is as long as HEAD says', async () => {
    using folder = temporaryFolder();
    await using server = await scripted(({ method }) =>
      method === 'HEAD' ? found : { status: 200, body: 'abc', headers: { etag: '"e"' } },
    );
    expect(await open(server).download('x', target(folder))).toMatchObject({ size: 3, etag: 'e' });
  });

  it('is refused, and no file is left, when it is longer', async () => {
    using folder = temporaryFolder();
    await using server = await scripted(({ method }) => (method === 'HEAD' ? found : { status: 200, body: 'abc'.repeat(100_000) }));
    await expect(open(server).download('x', target(folder))).rejects.toMatchObject({ code: 'remote-failed' });
    expect(existsSync(target(folder))).toBe(false);
  });
});

describe('credentials', () => {
  it('of the environment go to a server that the project names with a warning, once', async () => {
    await using server = await scripted(() => found);
    const lines: string[] = [];
    const warn = (line: string): void => void lines.push(line);
    const env = { AWS_ACCESS_KEY_ID: 'PERSON', AWS_SECRET_ACCESS_KEY: 'hidden', AWS_SESSION_TOKEN: 'hidden, too' };
    const endpointNamedAt = { file: '/project/.dvc/config', line: 5 };
    const storage = open(server, { endpointNamedAt }, env, warn);
    await storage.find('x');
    await storage.find('y');
    expect(lines).toEqual([
      expect.stringContaining(`/project/.dvc/config:5: the server ${server.endpoint.slice('http://'.length)} is named`),
    ]);
    expect(lines.join()).not.toMatch(/PERSON|hidden/);

    await open(server, {}, env, warn).find('x');
    await open(server, { ...keys, endpointNamedAt }, env, warn).find('x');
    await open(server, { allow_anonymous_login: true, endpointNamedAt }, env, warn).find('x');
    expect(lines).toHaveLength(1);
  });

  it('are not sent to a remote that lets anyone in', async () => {
    await using server = await scripted(() => found);
    await open(server, { ...keys, allow_anonymous_login: true }).find('x');
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([undefined]);
  });

  it('of a container are renewed before and when they expire', async () => {
    let given = 0;
    await using role = await scripted(() => {
      given += 1;
      const Expiration = new Date(Date.now() + (given === 1 ? 2000 : 3_600_000)).toISOString();
      return { status: 200, body: JSON.stringify({ AccessKeyId: `KEY${given}`, SecretAccessKey: 's', Token: 't', Expiration }) };
    });
    await using server = await scripted((request) =>
      request.headers.authorization?.includes('KEY2/') === true ? failure(400, 'ExpiredToken') : found,
    );
    for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${role.endpoint}/role`);
    const storage = open(server, { credentialpath: '/nowhere', configpath: '/nowhere' });
    const file = { key: 'x', size: 3, etag: 'e' };
    expect(await storage.find('x')).toEqual(file);
    expect(given).toBe(1);
    await sleep(1100);
    expect(await storage.find('x')).toEqual(file);
    expect(given).toBe(3);
    expect(server.requests.at(-1)?.headers['x-amz-security-token']).toBe('t');
  });
});

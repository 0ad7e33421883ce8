import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { WebServer } from '../../../test/support/web-server.ts';
import { guardedLookup, nearnessOf } from './guarded-address.ts';
import { createHttpSource } from './http-source.ts';

let web: WebServer;
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(async () => {
  web = await WebServer.start();
  folder = temporaryFolder();
});

afterEach(async () => {
  await web[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const body = 'picture '.repeat(10_000);
const md5 = createHash('md5').update(body).digest('hex');
const target = (): string => join(folder.path, 'target');

async function get(path: string) {
  const source = createHttpSource(`${web.url}${path}`, {});
  const file = (await source.state())?.files[0];
  return file === undefined ? undefined : source.download(file, target());
}

describe('a page', () => {
  it('is hashed while it is written', async () => {
    web.pages.set('/x', { body, headers: { etag: '"1"' } });
    expect(await get('/x')).toEqual({ md5, size: body.length });
    expect(readFileSync(target(), 'utf8')).toBe(body);
  });

  it('that breaks is asked for again', async () => {
    web.pages.set('/x', { body, breaks: { after: 1000, times: 2 } });
    expect(await get('/x')).toEqual({ md5, size: body.length });
    expect(web.requests.filter((request) => request === 'GET /x')).toHaveLength(3);
  });

  it('that always breaks is an error, and leaves no file', async () => {
    web.pages.set('/x', { body, breaks: { after: 1000, times: 99 } });
    await expect(get('/x')).rejects.toThrow(expect.objectContaining({ code: 'remote-failed' }));
    expect(existsSync(target())).toBe(false);
  });

  it('that changes after it was looked at is not taken', async () => {
    web.pages.set('/x', { body, headers: { etag: '"1"' } });
    const source = createHttpSource(`${web.url}/x`, {});
    const file = (await source.state())?.files[0];
    web.pages.set('/x', { body: body.toUpperCase(), headers: { etag: '"2"' } });
    expect(file && (await source.download(file, target()))).toBeUndefined();
  });

  it('that sends more than it announced is cut off', async () => {
    web.pages.set('/x', { body: 'short' });
    const source = createHttpSource(`${web.url}/x`, {});
    const file = (await source.state())?.files[0];
    web.pages.set('/x', { body, chunked: true });
    await expect(file && source.download(file, target())).rejects.toThrow(/more than the 5 bytes/);
    expect(existsSync(target())).toBe(false);
  });

  it('that is refused, or not there', async () => {
    web.pages.set('/denied', { status: 403 });
    await expect(get('/denied?token=hush')).rejects.toThrow(expect.objectContaining({ code: 'remote-denied' }));
    await expect(get('/denied?token=hush')).rejects.not.toThrow(/hush/);
    expect(await get('/gone')).toBeUndefined();
  });

  it('that comes encoded is refused', async () => {
    web.pages.set('/x', { body, headers: { 'content-encoding': 'gzip' } });
    await expect(get('/x')).rejects.toThrow(/encoded/);
  });
});

describe('a redirect', () => {
  it('is followed, to a bound', async () => {
    web.pages.set('/a', { status: 301, headers: { location: '/b' } });
    web.pages.set('/b', { status: 307, headers: { location: `${web.url}/x` } });
    web.pages.set('/x', { body });
    expect(await get('/a')).toEqual({ md5, size: body.length });
    web.pages.set('/round', { status: 302, headers: { location: '/round' } });
    await expect(get('/round')).rejects.toThrow(/more than 10 times/);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://host/x',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00:ec2::254]/',
    'http://user:hush@host/x',
  ])('to %s is refused', async (location) => {
    web.pages.set('/x', { status: 302, headers: { location } });
    await expect(get('/x')).rejects.toThrow(expect.objectContaining({ code: 'remote-failed' }));
  });
});

it.each([
  ['169.254.1.1', 'link'],
  ['[fe80::1]', 'link'],
  ['::ffff:169.254.169.254', 'link'],
  ['0.0.0.0', 'link'],
  ['127.0.0.1', 'own-network'],
  ['::ffff:10.0.0.1', 'own-network'],
  ['192.168.1.1', 'own-network'],
  ['[::1]', 'own-network'],
  ['93.184.215.14', 'public'],
  ['example.org', undefined],
])('%s is %s', (host, nearness) => {
  expect(nearnessOf(host)).toBe(nearness);
});

it.each(['http://169.254.169.254/latest', 'http://me:hush@127.0.0.1/x'])('%s is refused before anything is sent', async (url) => {
  await expect(createHttpSource(url, {}).state()).rejects.toThrow(expect.objectContaining({ code: 'remote-failed' }));
});

it('a name that leads where none may is refused when it is looked up', async () => {
  const look = async (...forbidden: Parameters<typeof guardedLookup>[0][number][]): Promise<string | undefined> =>
    new Promise((resolve) => guardedLookup(forbidden)('localhost', {}, (error) => resolve(error?.code)));
  expect(await look('own-network')).toBe('EFORBIDDEN');
  expect(await look('link')).toBeUndefined();
});

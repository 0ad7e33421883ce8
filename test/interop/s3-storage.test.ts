import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Storage } from '../../src/adapters/s3/s3-storage.ts';
import type { S3Settings } from '../../src/core/data/remote-settings.ts';
import type { RemoteFile, RemoteStorage } from '../../src/core/remote-ports.ts';
import { faultProxy } from '../rigs/fault-proxy.ts';
import { freePort, s3Rig, type S3Rig } from '../rigs/s3.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let rig: S3Rig;
const temporary = temporaryFolder();

beforeAll(async () => {
  rig = await s3Rig({ versioned: true });
});

afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

function open(prefix: string, more: Partial<S3Settings> = {}, env: Record<string, string> = rig.env): RemoteStorage {
  const url = `s3://${rig.bucket}/${prefix}`;
  return createS3Storage({ kind: 's3', url, bucket: rig.bucket, prefix, endpointurl: rig.endpoint, ...more }, env);
}

function fileOf(name: string, content: Uint8Array | string): string {
  const path = join(temporary.path, name);
  writeFileSync(path, content);
  return path;
}

function md5(content: Uint8Array | string): string {
  return createHash('md5').update(content).digest('hex');
}

async function all(storage: RemoteStorage, prefix: string): Promise<readonly RemoteFile[]> {
  const files: RemoteFile[] = [];
  for await (const page of storage.list(prefix)) {
    expect(page.length).toBeGreaterThan(0);
    files.push(...page);
  }
  return files;
}

describe('files of a bucket', () => {
  it.each([0, 1, 30_000, (1 << 20) + 1])('come back as they were sent: %i bytes', async (size) => {
    const storage = open('sizes');
    const content = Buffer.alloc(size, 'content of a picture ');
    const sent = await storage.upload(fileOf(`up-${size}`, content), `a/${size}`);
    expect(sent).toMatchObject({ key: `a/${size}`, size, etag: md5(content), versionId: expect.any(String) });
    const target = join(temporary.path, `down-${size}`);
    let moved = 0;
    const got = await storage.download(`a/${size}`, target, { onBytes: (count) => (moved += count) });
    expect(got).toEqual({ md5: md5(content), size, etag: md5(content), versionId: sent?.versionId });
    expect([moved, readFileSync(target).equals(content)]).toEqual([size, true]);
    expect(await storage.find(`a/${size}`)).toEqual(sent);
  });

  it('which are not there are undefined, and their removal is no error', async () => {
    const storage = open('nothing');
    const target = join(temporary.path, 'never');
    const [found, read, got] = await Promise.all([storage.find('x'), storage.read('x', 10), storage.download('x', target)]);
    await storage.remove(['x', 'y/z']);
    expect([found, read, got, await all(storage, '')]).toEqual([undefined, undefined, undefined, []]);
  });

  it('have odd names', async () => {
    const storage = open('odd names');
    const names = ['a b+c', "!'()*&=?#%25", 'ünï/cödé', '日本', 'a//b', '<&>"', 'x;y,z:@$', '~._-', 'emoji-\u{1F600}'];
    const kept = names.filter((name) => name !== 'a//b');
    for (const name of kept) {
      await storage.write(name, Buffer.from(name));
    }
    expect((await all(storage, '')).map((file) => file.key).toSorted()).toEqual(kept.toSorted());
    for (const name of kept) {
      expect(Buffer.from((await storage.read(name, 100)) ?? []).toString()).toBe(name);
    }
    await storage.remove(kept);
    expect(await all(storage, '')).toEqual([]);
  });
});

describe('what a bucket tells', () => {
  it('is listed in pages of a thousand', async () => {
    const storage = open('many');
    const names = Array.from({ length: 3500 }, (_, at) => `files/md5/${String(at % 16).padStart(2, '0')}/${at}`);
    await pMap(names, async (name) => storage.write(name, Buffer.from(name)), { concurrency: storage.concurrency });
    const pages: number[] = [];
    for await (const page of storage.list('files/')) {
      pages.push(page.length);
    }
    expect(pages).toEqual([1000, 1000, 1000, 500]);
    const some = await all(storage, 'files/md5/03/');
    expect(some.map((file) => file.key).toSorted()).toEqual(names.filter((name) => name.startsWith('files/md5/03/')).toSorted());
    expect(some[0]).toMatchObject({ size: some[0]?.key.length, etag: md5(some[0]?.key ?? '') });
    await storage.remove(names);
    expect(await all(storage, '')).toEqual([]);
  });

  it('are versions, each of which stays', async () => {
    const storage = open('versions');
    const first = await storage.upload(fileOf('v1', 'one'), 'x');
    const second = await storage.upload(fileOf('v2', 'two two'), 'x');
    expect(first?.versionId).not.toBe(second?.versionId);
    const target = join(temporary.path, 'v-down');
    expect(await storage.download('x', target, { versionId: first?.versionId ?? '' })).toMatchObject({ md5: md5('one') });
    expect(await storage.find('x', first?.versionId)).toEqual(first);
    expect(await storage.find('x')).toEqual(second);
    await storage.remove(['x']);
    expect([await storage.find('x'), await storage.find('x', second?.versionId)]).toEqual([undefined, second]);
  });

  it('is read up to a bound', async () => {
    const storage = open('bound');
    await storage.write('x', Buffer.from('12345'));
    expect(await storage.read('x', 5)).toEqual(Buffer.from('12345'));
    await expect(storage.read('x', 4)).rejects.toMatchObject({ code: 'file-too-large' });
  });
});

describe('a file that is to be left when there is one', () => {
  it('is written by one of many', async () => {
    const storage = open('race');
    const writers = Array.from({ length: 16 }, async (_, at) => storage.write('lock', Buffer.from(`writer ${at}`), { ifAbsent: true }));
    const won = (await Promise.all(writers)).flatMap((isWinner, at) => (isWinner ? [`writer ${at}`] : []));
    expect(won).toHaveLength(1);
    expect(Buffer.from((await storage.read('lock', 99)) ?? []).toString()).toBe(won[0]);
  });

  it('is left, small or in parts', async () => {
    const storage = open('left');
    const large = Buffer.alloc((64 << 20) + 1, 'x');
    await storage.write('small', Buffer.from('there'));
    await storage.write('large', Buffer.from('there'));
    expect(await storage.upload(fileOf('small', 'new'), 'small', { ifAbsent: true })).toBeUndefined();
    expect(await storage.upload(fileOf('large', large), 'large', { ifAbsent: true })).toBeUndefined();
    expect(Buffer.from((await storage.read('large', 99)) ?? []).toString()).toBe('there');
    expect(await unfinished()).toEqual([]);
  });
});

async function unfinished(): Promise<readonly string[]> {
  const { accessKeyId, secretAccessKey } = rig;
  const client = new S3Client({
    endpoint: rig.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: rig.bucket }));
  client.destroy();
  return Uploads.map((upload) => upload.Key ?? '');
}

describe('a large file', () => {
  const size = (100 << 20) + 12_345;

  it('goes in parts, and comes back', async () => {
    const storage = open('large');
    const content = randomBytes(size);
    let moved = 0;
    const sent = await storage.upload(fileOf('large-up', content), 'x', { onBytes: (count) => (moved += count) });
    expect([sent?.size, sent?.etag, moved]).toEqual([size, expect.stringMatching(/^[0-9a-f]{32}-7$/), size]);
    expect(await storage.find('x')).toEqual(sent);
    const got = await storage.download('x', join(temporary.path, 'large-down'));
    expect(got).toMatchObject({ md5: md5(content), size, versionId: sent?.versionId });
  });

  it('whose upload was killed is finished by the next process, with the parts that are there', async () => {
    await using proxy = await faultProxy(rig.endpoint, 1, {});
    const source = fileOf('killed-up', randomBytes(size));
    const settings = { kind: 's3', url: 's3://x', bucket: rig.bucket, prefix: 'killed', endpointurl: proxy.endpoint };
    const script = `
      const { createS3Storage } = await import(${JSON.stringify(resolve('src/adapters/s3/s3-storage.ts'))});
      const storage = createS3Storage(${JSON.stringify(settings)}, process.env);
      await storage.upload(${JSON.stringify(source)}, 'x', { onBytes: () => process.stdout.write('.') });`;
    const env = { ...process.env, ...rig.env };
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const storage = open('killed', { endpointurl: proxy.endpoint });
    expect([await storage.find('x'), await all(storage, ''), await unfinished()]).toEqual([undefined, [], ['killed/x']]);

    const before = proxy.requests.length;
    const sent = await storage.upload(source, 'x');
    const parts = proxy.requests.slice(before).filter((line) => line.includes('partNumber='));
    expect(parts.length).toBeLessThan(7);
    expect(proxy.requests.slice(before).filter((line) => line.startsWith('POST') && line.includes('uploads='))).toEqual([]);
    expect(await storage.download('x', join(temporary.path, 'killed-down'))).toMatchObject({ md5: md5(readFileSync(source)), size });
    expect([sent?.size, await unfinished()]).toEqual([size, []]);
  });

  it('that two send at once is there, whoever finishes it', async () => {
    const storage = open('twins');
    const content = randomBytes(size);
    const source = fileOf('twins-up', content);
    let second: Promise<RemoteFile | undefined> | undefined;
    const onBytes = (): void => {
      second ??= open('twins').upload(source, 'x');
    };
    const first = storage.upload(source, 'x', { onBytes });
    const sent = [await first, await second];
    expect(sent.map((file) => file?.etag)).toEqual([expect.stringMatching(/-7$/), sent[0]?.etag]);
    expect(await storage.download('x', join(temporary.path, 'twins-down'))).toMatchObject({ md5: md5(content) }); // versitygw may keep a part
  });

  it('of which there are two is one of them when only the first may stay', async () => {
    const storage = open('rivals');
    const sources = ['a', 'b'].map((letter) => fileOf(`rivals-${letter}`, Buffer.alloc(size, letter)));
    const sent = await Promise.all(sources.map(async (source) => storage.upload(source, 'x', { ifAbsent: true })));
    expect(sent.filter((file) => file !== undefined)).toHaveLength(1);
    const got = await storage.download('x', join(temporary.path, 'rivals-down'));
    expect(got?.md5).toBe(md5(readFileSync(sources[sent[0] === undefined ? 1 : 0] ?? '')));
    expect(await unfinished()).not.toContain('rivals/x');
  });

  it('leaves the unfinished uploads of others alone', async () => {
    const storage = open('others');
    const client = new S3Client({ endpoint: rig.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: rig });
    const place = { Bucket: rig.bucket, Key: 'others/x' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
    await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: Buffer.alloc(8 << 20) }));
    await storage.upload(fileOf('others-up', Buffer.alloc(size)), 'x');
    expect((await storage.find('x'))?.size).toBe(size);
    const { Parts = [] } = await client.send(new ListPartsCommand({ ...place, UploadId }));
    expect(Parts.map((part) => part.Size)).toEqual([8 << 20]);
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId }));
    client.destroy();
  });
});

describe('who is refused', () => {
  it.each(['find', 'list', 'write'] as const)('is told so with the source of the credentials, never their value: %s', async (verb) => {
    const storage = open('refused', {}, { ...rig.env, AWS_SECRET_ACCESS_KEY: 'not-the-secret' });
    const calls = {
      find: async () => storage.find('x'),
      list: async () => all(storage, ''),
      write: async () => storage.write('x', Buffer.of(1)),
    };
    const error = await calls[verb]().catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'remote-denied', message: expect.stringMatching(/SignatureDoesNotMatch.*AWS_ACCESS_KEY_ID/) });
    expect(String(error)).not.toMatch(/rig-access|not-the-secret/);
  });

  it.each(['find', 'list', 'write', 'read', 'download'] as const)('asks for a bucket that is not there: %s', async (verb) => {
    const storage = open('x', { bucket: 'absent-bucket' });
    const calls = {
      find: async () => storage.find('x'),
      list: async () => all(storage, ''),
      write: async () => storage.write('x', Buffer.of(1)),
      read: async () => storage.read('x', 9),
      download: async () => storage.download('x', join(temporary.path, 'absent')),
    };
    await expect(calls[verb]()).rejects.toMatchObject({ code: 'remote-not-found', message: expect.stringContaining('NoSuchBucket') });
  });

  it('has no server', async () => {
    const storage = open('x', { endpointurl: `http://127.0.0.1:${await freePort()}` });
    await expect(storage.find('x')).rejects.toMatchObject({ code: 'remote-failed', message: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('settings of the remote', () => {
  // versitygw takes no notice of encryption: that the headers are right is tested beside the code
  const sseKey = Buffer.alloc(32, 1).toString('base64');

  it.each([
    {},
    { request_checksum_calculation: 'when_required' },
    { region: 'us-east-1', request_payer: true },
    { acl: 'private' },
    { sse: 'AES256' },
    { sse_customer_key: sseKey },
  ] as const)('let files through: %j', async (settings) => {
    const storage = open('settings', settings);
    await storage.upload(fileOf('settings', 'content'), 'x');
    expect(await storage.download('x', join(temporary.path, 'settings-down'))).toMatchObject({ md5: md5('content') });
  });

  it('name another region than the server, which says the right one', async () => {
    const storage = open('region', { region: 'eu-central-1' });
    expect(await storage.write('x', Buffer.of(1))).toBe(true);
  });

  it('are credentials of a profile', async () => {
    const file = fileOf('credentials', `[team]\naws_access_key_id = ${rig.accessKeyId}\naws_secret_access_key = ${rig.secretAccessKey}\n`);
    const storage = open('profile', { profile: 'team', credentialpath: file }, {});
    expect(await storage.write('x', Buffer.of(1))).toBe(true);
    const wrong = open('profile', { profile: 'nobody', credentialpath: file }, {});
    await expect(wrong.write('x', Buffer.of(1))).rejects.toMatchObject({
      code: 'remote-denied',
      message: expect.stringContaining("of profile 'nobody'"),
    });
  });
});

describe('a server that speaks https', () => {
  it('is believed if its certificate is, or if the settings say so', async () => {
    await using secure = await s3Rig({ tls: true });
    const at = { endpointurl: secure.endpoint };
    for (const settings of [{ ssl_verify: 'false' }, { ssl_verify: secure.certificate ?? '' }]) {
      const storage = open('tls', { ...at, ...settings });
      await storage.upload(fileOf('tls-up', 'content'), 'x');
      await storage.upload(fileOf('tls-up-large', Buffer.alloc(70 << 20)), 'y');
      expect(await storage.download('x', join(temporary.path, 'tls-down'))).toMatchObject({ md5: md5('content') });
      expect((await storage.find('y'))?.size).toBe(70 << 20);
      await storage.remove(['x', 'y']);
    }
    await expect(open('tls', at).find('x')).rejects.toMatchObject({
      code: 'remote-failed',
      message: expect.stringContaining('certificate'),
    });
  });
});

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Storage } from '../../src/adapters/s3/s3-storage.ts';
import type { S3Settings } from '../../src/core/data/remote-settings.ts';
import type { RemoteFile, RemoteStorage } from '../../src/core/remote-ports.ts';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
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

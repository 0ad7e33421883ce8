import { randomBytes, hash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Storage } from '../../src/adapters/s3/s3-storage.ts';
import type { RemoteStorage } from '../../src/core/remote-ports.ts';
import { faultProxy, type FaultProxy, type FaultRates } from '../rigs/fault-proxy.ts';
import { faults } from './killed-process.ts';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const seed = Number(process.env['SIGHTLINE_SEED'] ?? 1);
const many = Math.max(400, 2 * faults);
const large = (80 << 20) + 777;
/** A fifth of all requests go wrong in one way or another. */
const everything: FaultRates = {
  error: 0.03,
  'slow-down': 0.02,
  'reset-request': 0.02,
  'lost-answer': 0.03,
  'reset-answer': 0.03,
  truncate: 0.03,
  flip: 0.03,
  'flip-request': 0.03,
  slow: 0.02,
};

let rig: S3Rig;
let proxy: FaultProxy;
const temporary = temporaryFolder();

beforeAll(async () => {
  rig = await s3Rig();
  proxy = await faultProxy(rig.endpoint, seed, {});
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

function open(prefix: string, endpoint = proxy.endpoint): RemoteStorage {
  const url = `s3://${rig.bucket}/${prefix}`;
  return createS3Storage({ kind: 's3', url, bucket: rig.bucket, prefix, endpointurl: endpoint }, rig.env);
}

/** Sizes from nothing to several pieces of a body, and two that go in parts. */
function makeFiles(folder: string, count: number): ReadonlyMap<string, string> {
  const sizes = [0, 1, 30_000, 200_000, (1 << 20) + 5, 3 << 20];
  const contents = Array.from({ length: count }, (_, at) => randomBytes(at < 2 ? large : (sizes[at % 40] ?? 30_000)));
  return new Map(
    contents.map((content, at) => {
      writeFileSync(join(temporary.path, `${folder}-${at}`), content);
      return [`${folder}-${at}`, hash('md5', content)];
    }),
  );
}

/** As the cache does: of a file in parts the server has no checksum of the whole, so a flipped byte shows in the md5 alone. */
async function downloadAs(storage: RemoteStorage, name: string, md5: string | undefined): Promise<string | undefined> {
  const target = join(temporary.path, `${name}-back`);
  const first = await storage.download(name, target);
  if (first?.md5 === md5) {
    return md5;
  }
  rmSync(target);
  return (await storage.download(name, target))?.md5;
}

describe(`a network that fails, with seed ${seed}`, () => {
  it('gets every file there and back whole', async () => {
    const files = makeFiles('file', many);
    proxy.setRates(everything);
    const storage = open('all');
    await pMap(files.keys(), async (name) => storage.upload(join(temporary.path, name), name), { concurrency: storage.concurrency });
    const listed = await keysOf(storage);
    const got = await pMap(files.keys(), async (name) => ({ name, md5: await downloadAs(storage, name, files.get(name)) }), {
      concurrency: storage.concurrency,
    });
    proxy.setRates({});
    expect(listed.toSorted()).toEqual([...files.keys()].toSorted());
    expect(got.filter(({ name, md5 }) => md5 !== files.get(name))).toEqual([]);
    const onDisk = [...files].filter(([name, md5]) => hash('md5', readFileSync(join(temporary.path, `${name}-back`))) !== md5);
    const atServer = [...files].filter(([name, md5]) => hash('md5', readFileSync(join(rig.folder, 'all', name))) !== md5);
    expect([onDisk, atServer]).toEqual([[], []]);
    expect([...proxy.faults.keys()].toSorted()).toEqual(Object.keys(everything).toSorted());
    expect([...proxy.faults.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(many / 5);
  });
});

describe('an upload that is cut off for good', () => {
  it.each([30_000, large])('is never there: %i bytes', async (size) => {
    const source = join(temporary.path, 'cut');
    writeFileSync(source, randomBytes(size));
    proxy.setRates({ 'reset-request': 1 });
    const aborted = AbortSignal.timeout(1500);
    await expect(open('cut').upload(source, 'x', { signal: aborted })).rejects.toThrow(/timeout|aborted/i);
    proxy.setRates({});
    const storage = open('cut', rig.endpoint);
    expect([await storage.find('x'), await keysOf(storage)]).toEqual([undefined, []]);
  });
});

describe('a download', () => {
  it('that breaks goes on where it broke', async () => {
    const storage = open('broken');
    const content = randomBytes(40 << 20);
    await storage.upload(fileOf('broken', content), 'x');
    proxy.setRates({ 'reset-answer': 0.7 });
    const target = join(temporary.path, 'broken-back');
    let moved = 0;
    const got = await storage.download('x', target, { onBytes: (count) => (moved += count) });
    proxy.setRates({});
    expect([got?.md5, statSync(target).size, moved]).toEqual([hash('md5', content), content.length, content.length]);
  });

  it('that never succeeds leaves no file and says why', async () => {
    const storage = open('never');
    await storage.write('x', Buffer.alloc(5000));
    proxy.setRates({ truncate: 1 });
    const target = join(temporary.path, 'never-back');
    await expect(storage.download('x', target)).rejects.toMatchObject({ code: 'remote-failed', fault: 'remote' });
    proxy.setRates({});
    expect(existsSync(target)).toBe(false);
  });

  it('whose bytes were changed on their way is asked for again, and the md5 tells when nothing else does', async () => {
    const storage = open('flipped');
    await storage.write('x', Buffer.alloc(5000));
    proxy.setRates({ flip: 1 });
    await expect(storage.download('x', join(temporary.path, 'flipped-back'))).rejects.toMatchObject({ code: 'wrong-content' });
    const url = `s3://${rig.bucket}/flipped`;
    const settings = { kind: 's3', url, bucket: rig.bucket, prefix: 'flipped', endpointurl: proxy.endpoint } as const;
    const unchecked = createS3Storage({ ...settings, request_checksum_calculation: 'when_required' }, rig.env);
    const got = await unchecked.download('x', join(temporary.path, 'unchecked-back'));
    proxy.setRates({});
    expect(got?.md5).not.toBe(hash('md5', Buffer.alloc(5000)));
    expect(got?.md5).toBe(hash('md5', readFileSync(join(temporary.path, 'unchecked-back'))));
  });
});

describe('credentials', () => {
  it('that the server calls expired are said to be, with their source', async () => {
    proxy.setRates({ expired: 1 });
    const failed = open('expired').write('x', Buffer.of(1));
    await expect(failed).rejects.toMatchObject({
      code: 'remote-denied',
      message: expect.stringMatching(/ExpiredToken.*AWS_ACCESS_KEY_ID/),
    });
    await expect(open('expired').find('x')).rejects.toMatchObject({ code: 'remote-denied' });
    proxy.setRates({});
    expect(readdirSync(rig.folder)).not.toContain('expired');
  });
});

describe('a write that only one may win', () => {
  it('is known to its winner although the answer was lost', async () => {
    // A quarter of all answers: of a half, one request in four runs would lose all of its eight tries.
    const storage = open('won');
    proxy.setRates({ 'lost-answer': 0.25 });
    const contents = Array.from({ length: 20 }, (_, at) => `lock-${at}`);
    const won = await pMap(contents, async (name) => storage.write(name, Buffer.from(name), { ifAbsent: true }), { concurrency: 8 });
    const again = await pMap(contents, async (name) => storage.write(name, Buffer.from('other'), { ifAbsent: true }), { concurrency: 8 });
    proxy.setRates({});
    expect([won.every(Boolean), again.some(Boolean)]).toEqual([true, false]);
  });
});

function fileOf(name: string, content: Uint8Array): string {
  const path = join(temporary.path, name);
  writeFileSync(path, content);
  return path;
}

async function keysOf(storage: RemoteStorage): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const page of storage.list('')) {
    keys.push(...page.map((file) => file.key));
  }
  return keys;
}

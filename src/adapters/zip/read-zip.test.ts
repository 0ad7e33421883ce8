import { expect, it } from 'vitest';
import { zipOf } from '../../../test/support/zip-of.ts';
import { readZip } from './read-zip.ts';

const bounds = { wanted: 'report.json', known: ['report.md'], mostBytes: 10_000 };

/** A zip with the bytes of one text put in the place of another of the same length. */
function patched(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

/** A zip whose first entry of the directory was changed. */
function changed(zip: Buffer, change: (directory: Buffer) => void): Buffer {
  const copy = Buffer.from(zip);
  change(copy.subarray(copy.indexOf('PK\u0001\u0002', 0, 'latin1')));
  return copy;
}

it('reads one file of a zip, whatever stands beside it', async () => {
  const zip = await zipOf({ 'report.md': 'words', 'report.json': '{}' });
  expect(Buffer.from((await readZip(zip, bounds)) ?? []).toString()).toBe('{}');
  expect(await readZip(await zipOf({ 'report.md': 'words' }), bounds)).toBeUndefined();
});

const made = zipOf({ 'report.json': '{}' });
it.each<[string, () => Promise<Buffer>, string]>([
  ['a path that leads out', async () => patched(await made, 'report.json', '../port.json'.slice(0, 11)), 'relative path'],
  ['an absolute path', async () => patched(await made, 'report.json', '/eport.json'), 'absolute path'],
  ['a path of Windows', async () => patched(await made, 'report.json', 're\\ort.json'), 'invalid characters'],
  ['another file', async () => zipOf({ 'report.json': '{}', 'run.sh': 'x' }), 'no file of a report'],
  ['many files', async () => zipOf({ 'report.json': '{}', 'report.md': '', a: '', b: '' }), 'holds 4 files'],
  [
    'a file twice',
    async () => patched(await zipOf({ 'report.json': '{}', 'report.jsox': '' }), 'report.jsox', 'report.json'),
    'there twice',
  ],
  ['a link', async () => changed(await made, (entry) => entry.writeUInt32LE((0o120_777 << 16) >>> 0, 38)), 'no plain file'],
  ['an encrypted file', async () => changed(await made, (entry) => entry.writeUInt16LE(entry.readUInt16LE(8) | 1, 8)), 'encrypted'],
  [
    'a file that is too large',
    async () => zipOf({ 'report.json': Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * at) % 251)) }),
    'unpacks from',
  ],
  ['a bomb', async () => zipOf({ 'report.json': Buffer.alloc(9_999) }), 'unpacks from'],
  [
    'a size that is no truth',
    async () => changed(await zipOf({ 'report.json': Buffer.alloc(9_999) }), (entry) => entry.writeUInt32LE(20, 24)),
    'too many bytes',
  ],
  ['nothing of a zip', async () => Buffer.from('PK'), 'not read'],
])('refuses %s', async (_, make, said) => {
  await expect(readZip(await make(), bounds)).rejects.toMatchObject({ code: 'bad-artifact', message: expect.stringContaining(said) });
});

import { expect, it } from 'vitest';
import { formatManifest, parseManifest } from './url-manifest.ts';

const expires = '2026-12-01T00:00:00.000Z';
const object = { md5: 'a'.repeat(32), hash: 'md5', url: 'https://bucket.example/files/md5/aa/aaa?X-Amz-Signature=1' } as const;

it('reads what it wrote', () => {
  for (const objects of [[], [object], [object, { ...object, md5: `${'b'.repeat(32)}.dir` }]]) {
    expect(parseManifest(formatManifest({ expires, objects }), 'urls.json')).toEqual({ expires, objects });
  }
});

it.each([
  ['', /no list of urls/],
  ['{', /no list of urls/],
  ['[]', /no list of urls/],
  [JSON.stringify({ version: 2, expires, objects: [] }), /'version'/],
  [JSON.stringify({ version: 1, expires: 'soon', objects: [] }), /'expires'/],
  [JSON.stringify({ version: 1, expires, objects: [], more: 1 }), /no list of urls/],
  [formatManifest({ expires, objects: [{ ...object, md5: '../../etc/passwd' }] }), /'objects.0.md5'/],
  [formatManifest({ expires, objects: [{ ...object, url: 'file:///etc/passwd' }] }), /'objects.0.url'/],
  [formatManifest({ expires, objects: [{ ...object, url: `https://x/${'a'.repeat(5000)}` }] }), /'objects.0.url'/],
  [formatManifest({ expires, objects: [{ ...object, url: 'https://x/a b' }] }), /'objects.0.url'/],
])('refuses %j', (text, message) => {
  expect(() => parseManifest(text, 'urls.json')).toThrow(
    expect.objectContaining({ code: 'invalid-manifest', message: expect.stringMatching(message), place: { file: 'urls.json' } }),
  );
});

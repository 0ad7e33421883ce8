import { expect, it } from 'vitest';
import { readYaml } from '../value/read-yaml.ts';
import { writeYaml } from '../value/write-yaml.ts';
import { parseDvcFile } from './dvc-file.ts';
import { createImportFile, importHash, updateImportFile } from './import-file.ts';
import { dependencyFields, isRecorded, parseImportPlace, type SourceState } from './import-source.ts';

const hello = { md5: 'b1946ac92492d2347c6235b4d2611184', hash: 'md5', size: 6 } as const;
const page: SourceState = {
  tokenName: 'checksum',
  isFolder: false,
  isVersioned: false,
  files: [{ relpath: '', token: '"abc-def"', size: 6 }],
};
const folder: SourceState = {
  tokenName: 'etag',
  isFolder: true,
  isVersioned: false,
  files: [
    { relpath: 'sub/b', token: '3b5d5c3712955042212316173ccf37be', size: 2 },
    { relpath: 'a', token: '60b725f10c9c85c70d97880dfe8191b3', size: 2 },
  ],
};

/** Written by DVC 3.67.1. */
const written = `md5: bb30192b07b0ec6362b051b29b800ff8
frozen: true
deps:
- checksum: '"abc-def"'
  size: 6
  hash: md5
  path: http://127.0.0.1:8765/etag/x.txt
outs:
- md5: b1946ac92492d2347c6235b4d2611184
  size: 6
  hash: md5
  path: x.txt
`;

it('writes what DVC writes, its own hash among it', () => {
  const file = createImportFile({
    from: 'http://127.0.0.1:8765/etag/x.txt',
    out: 'x.txt',
    state: page,
    hash: hello,
    settings: new Map(),
  });
  expect(writeYaml(file)).toBe(written);
});

it('knows a folder in a bucket by the etags of its files', () => {
  expect(dependencyFields(folder, 's3://plain/dir', new Map()).get('md5')).toBe('de29a60851e2b3d11484b40e4aa51e84.dir');
});

it('has the hash of files with versions and settings', () => {
  const text = `md5: 16473357005ee59aafec92c88b19043a
frozen: true
deps:
- etag: b1946ac92492d2347c6235b4d2611184
  size: 6
  version_id: 01M86YRWT7S5EPHMTRNXYDFJMH
  hash: md5
  path: s3://ver/one.txt
  fs_config:
    version_aware: true
outs:
- md5: b1946ac92492d2347c6235b4d2611184
  size: 6
  hash: md5
  path: wone
  push: false
`;
  const file = readYaml(text, 'wone.dvc');
  expect(file instanceof Map && importHash(file)).toBe('16473357005ee59aafec92c88b19043a');
});

it('updates in place: what nobody looked at before comes last', () => {
  const text = 'frozen: true\ndeps:\n- hash: md5\n  path: ../src/dir\nouts:\n- hash: md5\n  path: nee\n';
  const file = parseDvcFile(readYaml(text, 'nee.dvc'), 'nee.dvc');
  const state: SourceState = {
    ...folder,
    tokenName: 'md5',
    files: folder.files.map((entry) => ({ ...entry })),
  };
  const info = { md5: '8b3662b0d460701f7734cdf533c5aa85.dir', hash: 'md5', size: 4, nfiles: 2 } as const;
  const updated = updateImportFile(file, state, info);
  expect([...updated.keys()]).toEqual(['frozen', 'deps', 'outs', 'md5']);
  expect(updated.get('md5')).toBe('70648be43824223e6a589cd09caee1b1');
  expect(writeYaml(updated)).toContain('- hash: md5\n  path: nee\n  md5: 8b3662b0d460701f7734cdf533c5aa85.dir\n  size: 4\n  nfiles: 2\n');
});

it('sees whether the source changed', () => {
  const recorded = dependencyFields(page, 'x', new Map());
  expect(isRecorded(recorded, page)).toBe(true);
  expect(isRecorded(recorded, { ...page, files: [{ relpath: '', token: 'W/"other"', size: 6 }] })).toBe(false);
  const versioned = { ...folder, isVersioned: true, files: folder.files.map((file) => ({ ...file, versionId: '1' })) };
  const entry = dependencyFields(versioned, 'x', new Map());
  expect(isRecorded(entry, versioned)).toBe(true);
  expect(isRecorded(entry, { ...versioned, files: versioned.files.slice(1) })).toBe(false);
});

it('reads where data comes from', () => {
  expect(parseImportPlace('s3://bucket/a//b/', '.')).toEqual({ kind: 's3', bucket: 'bucket', key: 'a/b' });
  expect(parseImportPlace('remote://Store/a', '.')).toEqual({ kind: 'remote', name: 'store', key: 'a' });
  expect(parseImportPlace('../x', 'sub')).toEqual({ kind: 'path', path: 'x' });
  expect(parseImportPlace('HTTP://host/x', '.')).toEqual({ kind: 'http', url: 'HTTP://host/x' });
});

it.each(['s3://bucket', 's3://bucket/a/../../b', 's3://bucket/a?versionId=1', 'file:///etc/passwd', 'gs://bucket/x'])(
  'refuses %s',
  (url) => {
    expect(() => parseImportPlace(url, '.')).toThrow(expect.objectContaining({ name: 'SightlineError' }));
  },
);

import { expect, it } from 'vitest';
import { readYaml } from '../value/read-yaml.ts';
import { writeYaml } from '../value/write-yaml.ts';
import { parseLockFile, recordStage } from '../pipeline/lock-file.ts';
import { parseDvcFile, updateDvcFile } from './dvc-file.ts';

const listed = `outs:
- hash: md5
  path: dir
  remote: up
  files:
  - relpath: a
    md5: 0cc175b9c0f1b6a831c399e269772661
    size: 1
    cloud:
      up:
        etag: 0cc175b9c0f1b6a831c399e269772661
        version_id: 01M86XKMRQPK3E35GMGYMCC6JQ
  - relpath: run.sh
    md5: d740449dea568696660a62fce0fb35bd
    size: 11
    isexec: true
`;
const read = (text: string) => parseDvcFile(readYaml(text, 'dir.dvc'), 'dir.dvc');
const infoOf = (text: string) => read(text).outs[0]?.hash;

it('reads a list of files as the folder that its .dir object would name', () => {
  expect(infoOf(listed)).toMatchObject({ hash: 'md5', size: 12, nfiles: 2 });
  const md5 = '0cc175b9c0f1b6a831c399e269772661';
  const list = `outs:\n- hash: md5\n  path: dir\n  files:\n  - relpath: z\n    md5: ${md5}\n  - relpath: a\n    md5: ${md5}\n`;
  expect(infoOf(list)?.md5).toBe('d72154cfc41aeb40977de3077cd0e6c5.dir'); // as DVC names it
});

it('refuses names that are half a pair of surrogates, as in a .dir object', () => {
  const list = (name: string): string =>
    `outs:\n- hash: md5\n  path: dir\n  files:\n  - relpath: "${name}"\n    md5: 0cc175b9c0f1b6a831c399e269772661\n`;
  expect(infoOf(list(String.raw`\ud83d\ude00`))?.nfiles ?? infoOf(list('a'))?.nfiles).toBe(1);
  expect(() => infoOf(list(String.raw`\ud83d`))).toThrow(expect.objectContaining({ code: 'invalid-dvc-file' }));
});

it('writes a list back as it was, and none becomes a .dir object', () => {
  const file = read(listed);
  const info = file.outs[0]?.hash ?? { md5: '', hash: 'md5' };
  expect(writeYaml(updateDvcFile(file, 'dir', info))).toBe(listed);
  const plain = writeYaml(updateDvcFile(file, 'dir', { md5: info.md5, hash: 'md5', size: 12, nfiles: 2 }));
  expect(plain).toBe(`outs:\n- hash: md5\n  path: dir\n  remote: up\n  md5: ${info.md5}\n  size: 12\n  nfiles: 2\n`);
});

it('keeps the version of a single file, under a remote or beside the other keys', () => {
  const cloud = '  cloud:\n    up:\n      etag: e\n      version_id: v\n';
  const flat = '  version_id: v\n  etag: e\n';
  for (const keys of [cloud, flat]) {
    const text = `outs:\n- md5: 5bbf5a52328e7439ae6e719dfe712200\n  size: 4\n  hash: md5\n  path: one.txt\n${keys}`;
    const file = read(text);
    expect(writeYaml(updateDvcFile(file, 'one.txt', file.outs[0]?.hash ?? { md5: '', hash: 'md5' }))).toBe(text);
  }
  expect(infoOf(`outs:\n- md5: 5bbf5a52328e7439ae6e719dfe712200\n  hash: md5\n  path: one.txt\n${cloud}`)?.cloud).toEqual({
    remote: 'up',
    etag: 'e',
    versionId: 'v',
  });
});

it('keeps lists in dvc.lock, those of dependencies without sizes', () => {
  const text = `schema: '2.0'
stages:
  cp:
    cmd: cp -r dir out
    deps:
    - path: dir
      hash: md5
      files:
      - relpath: a
        md5: 0cc175b9c0f1b6a831c399e269772661
    outs:
    - path: out
      hash: md5
      md5: 0cc175b9c0f1b6a831c399e269772661
      size: 1
      cloud:
        up:
          etag: 0cc175b9c0f1b6a831c399e269772661
          version_id: 01M86XKMRQPK3E35GMGYMCC6JQ
`;
  const lock = parseLockFile(readYaml(text, 'dvc.lock'), 'dvc.lock');
  const stage = lock.stages.get('cp');
  expect(stage?.deps[0]?.info?.size).toBeUndefined();
  expect(stage === undefined ? '' : writeYaml(recordStage(lock, 'cp', stage).source)).toBe(text);
});

const entry = (keys: string) => `outs:\n- hash: md5\n  path: dir\n  files:\n  - ${keys}\n`;

it.each([
  ['relpath: ../../x\n    md5: 0cc175b9c0f1b6a831c399e269772661', 'may not be written'],
  ['relpath: /etc/x\n    md5: 0cc175b9c0f1b6a831c399e269772661', 'may not be written'],
  ['relpath: .git/hooks/post-commit\n    md5: 0cc175b9c0f1b6a831c399e269772661', 'may not be written'],
  ['relpath: a\n    md5: ../../x', 'may not be written'],
  ['relpath: a', 'without md5'],
  ['a', 'no mapping'],
  ['relpath: a\n    md5: 0cc175b9c0f1b6a831c399e269772661\n    size: -1', 'no count'],
  ['relpath: a\n    md5: 0cc175b9c0f1b6a831c399e269772661\n    cloud: [up]', 'mapping by remote'],
  ['relpath: a\n    md5: 0cc175b9c0f1b6a831c399e269772661\n    cloud: {a: {etag: x}, b: {etag: y}}', 'more than one remote'],
  ['relpath: a\n    md5: 0cc175b9c0f1b6a831c399e269772661\n    cloud: {a: {etag: 1}}', 'etag must be a string'],
  ['relpath: a\n    md5: 0cc175b9c0f1b6a831c399e269772661\n  - relpath: a\n    md5: 0cc175b9c0f1b6a831c399e269772661', "lists 'a' twice"],
])('refuses the file %j', (keys, message) => {
  expect(() => infoOf(entry(keys))).toThrow(message);
});

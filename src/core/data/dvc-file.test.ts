import { expect, it } from 'vitest';
import { readYaml, readYamlSource } from '../value/read-yaml.ts';
import { writeYaml } from '../value/write-yaml.ts';
import { editDvcText } from './edit-dvc-text.ts';
import { createDvcFile, parseDvcFile, updateDvcFile } from './dvc-file.ts';

const text = 'outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  size: 6\n  hash: md5\n  path: one.txt\n';
const read = (source: string, path = 'one.txt.dvc') => parseDvcFile(readYaml(source, path), path);

it('writes what dvc add writes', () => {
  expect(writeYaml(createDvcFile('one.txt', { md5: 'b1946ac92492d2347c6235b4d2611184', hash: 'md5', size: 6 }))).toBe(text);
});

it('reads paths from the root, through wdir', () => {
  const file = read(`wdir: ../b\n${text}`, 'a/x.dvc');
  expect(file.outs[0]).toMatchObject({ path: 'b/one.txt', definition: 'one.txt', hash: { size: 6, hash: 'md5' }, cache: true, push: true });
});

it('takes an entry without hash for one of DVC 2', () => {
  expect(read(text.replace('  hash: md5\n', '')).outs[0]?.hash?.hash).toBe('md5-dos2unix');
});

it('keeps every key in its place when the hash changes', () => {
  const file = read(
    'desc: photos\nouts:\n- path: d\n  md5: b1946ac92492d2347c6235b4d2611184.dir\n  size: 6\n  nfiles: 2\n  hash: md5\n  remote: s3\nmeta:\n  owner: us\n',
  );
  const written = writeYaml(updateDvcFile(file, 'd', { md5: '00000000000000000000000000000000.dir', hash: 'md5', size: 1, nfiles: 1 }));
  expect(written).toBe(
    'desc: photos\nouts:\n- path: d\n  md5: 00000000000000000000000000000000.dir\n  size: 1\n  nfiles: 1\n  hash: md5\n  remote: s3\nmeta:\n  owner: us\n',
  );
});

it.each([
  ['- a\n', 'must be a mapping'],
  ['outs: 1\n', 'outs must be a list'],
  ['outs:\n- 1\n', 'must be a mapping'],
  ['outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n', 'needs a path'],
  ['outs:\n- md5: ../../x\n  path: a\n', 'no md5'],
  ['outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  size: -1\n  path: a\n', 'no count'],
  ['oust: []\n', "unknown key 'oust'"],
])('refuses %j', (source, message) => {
  expect(() => read(source)).toThrow(message);
});

it('keeps comments, and touches only the lines of what changed', () => {
  const commented = `# photos\nouts: # one\n- md5: b1946ac92492d2347c6235b4d2611184 # old\n  size: 6\n  hash: md5\n  # where\n  path: one.txt\nmeta:\n  kept: yes\n`;
  const changed = updateDvcFile(read(commented), 'one.txt', {
    md5: 'b026324c6904b2a9cb4b88d6d61c81d1',
    hash: 'md5',
    size: 2,
    isExec: true,
  });
  expect(editDvcText(commented, changed, 'one.txt.dvc')).toBe(
    `# photos\nouts: # one\n- md5: b026324c6904b2a9cb4b88d6d61c81d1 # old\n  size: 2\n  hash: md5\n  # where\n  path: one.txt\n  isexec: true\nmeta:\n  kept: yes\n`,
  );
});

it('writes a file anew whose form cannot be edited line by line', () => {
  const flow = '# c\nouts: [{md5: b1946ac92492d2347c6235b4d2611184, hash: md5, path: one.txt}]\n';
  const changed = updateDvcFile(read(flow), 'one.txt', { md5: 'b026324c6904b2a9cb4b88d6d61c81d1', hash: 'md5' });
  expect(editDvcText(flow, changed, 'one.txt.dvc')).toBe('outs:\n- md5: b026324c6904b2a9cb4b88d6d61c81d1\n  hash: md5\n  path: one.txt\n');
});

it('keeps comments when a folder is listed file by file, and when its list changes', () => {
  const commented =
    '# top\nouts:\n- md5: b1946ac92492d2347c6235b4d2611184.dir\n  size: 1\n  nfiles: 1\n  hash: md5\n  path: d # why\nmeta:\n  k: v\n';
  const md5 = '0cc175b9c0f1b6a831c399e269772661';
  const files = [{ relpath: 'a', md5, size: 1, cloud: { remote: 'up', etag: 'e', versionId: 'v' } }];
  const listed = editDvcText(commented, updateDvcFile(read(commented), 'd', { md5: 'x.dir', hash: 'md5', files }), 'd.dvc');
  const entry = `  - relpath: a\n    md5: ${md5}\n    size: 1\n    cloud:\n      up:\n        etag: e\n        version_id: v\n`;
  expect(listed).toBe(`# top\nouts:\n- hash: md5\n  path: d # why\n  files:\n${entry}meta:\n  k: v\n`);
  const more = [...files, { relpath: 'b', md5, size: 1 }];
  expect(editDvcText(listed, updateDvcFile(read(listed), 'd', { md5: 'x.dir', hash: 'md5', files: more }), 'd.dvc')).toBe(
    `# top\nouts:\n- hash: md5\n  path: d # why\n  files:\n${entry}  - relpath: b\n    md5: ${md5}\n    size: 1\nmeta:\n  k: v\n`,
  );
});

it.for(['../../x', '/etc/x', '.git/hooks/x', '"a\\nb"'])('names the place of the forbidden output %s', (path) => {
  const { value, place } = readYamlSource(`outs:\n- hash: md5\n  path: ${path}\n`, 'one.dvc');
  expect(() => parseDvcFile(value, 'one.dvc', place)).toThrow(
    expect.objectContaining({ code: 'forbidden-path', place: { file: 'one.dvc', line: 3, column: 3 } }),
  );
});

import { expect, it } from 'vitest';
import type { ValueMap } from '../value/value.ts';
import { readYaml } from '../value/read-yaml.ts';
import { writeYaml } from '../value/write-yaml.ts';
import { type LockedStage, parseLockFile, recordStage } from './lock-file.ts';

const text = `schema: '2.0'
stages:
  b:
    cmd: x
    outs:
    - path: out
      hash: md5
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
      isexec: true
  a:
    cmd:
    - one
    - two
`;
const read = (source: string) => parseLockFile(readYaml(source, 'dvc.lock'), 'dvc.lock');
const run: LockedStage = {
  cmd: 'y',
  deps: [
    { path: 'z', info: { md5: 'b1946ac92492d2347c6235b4d2611184', hash: 'md5', size: 6 } },
    { path: 'old', info: { md5: 'b1946ac92492d2347c6235b4d2611184', hash: 'md5-dos2unix', size: 6 } },
  ],
  params: new Map<string, ValueMap>([
    ['a.yaml', new Map([['x', 1n]])],
    ['params.yaml', new Map([['lr', 0.5]])],
  ]),
  outs: [],
};

it('replaces a stage where it is and leaves the others as they were', () => {
  expect(writeYaml(recordStage(read(text), 'b', run).source)).toBe(`schema: '2.0'
stages:
  b:
    cmd: y
    deps:
    - path: old
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    - path: z
      hash: md5
      md5: b1946ac92492d2347c6235b4d2611184
      size: 6
    params:
      params.yaml:
        lr: 0.5
      a.yaml:
        x: 1
  a:
    cmd:
    - one
    - two
`);
});

it('adds a new stage last, and the schema to a new file', () => {
  expect([...recordStage(read(text), 'c', run).stages.keys()]).toEqual(['b', 'a', 'c']);
  expect(writeYaml(recordStage(parseLockFile(undefined, 'dvc.lock'), 'c', { ...run, deps: [], params: new Map() }).source)).toBe(
    "schema: '2.0'\nstages:\n  c:\n    cmd: y\n",
  );
});

it('reads hashes, commands and exec bits', () => {
  const lock = read(text);
  expect(lock.stages.get('b')?.outs[0]).toEqual({
    path: 'out',
    info: { md5: 'b1946ac92492d2347c6235b4d2611184', hash: 'md5', size: 6, isExec: true },
  });
  expect(lock.stages.get('a')?.cmd).toEqual(['one', 'two']);
});

it('takes a folder that is listed file by file for its object', () => {
  const listed = read(
    "schema: '2.0'\nstages:\n  s:\n    cmd: x\n    outs:\n    - path: d\n      hash: md5\n      files:\n      - relpath: a\n        md5: b1946ac92492d2347c6235b4d2611184\n        size: 6\n",
  );
  expect(listed.stages.get('s')?.outs[0]?.info).toMatchObject({ nfiles: 1, size: 6, md5: expect.stringMatching(/\.dir$/) as unknown });
});

it.each([
  ['', 'must be a mapping'],
  ['schema: 1.0\n', "must be '2.0'"],
  ["schema: '2.0'\nstages: []\n", 'must be a mapping'],
  ["schema: '2.0'\nstages:\n  a: {}\n", 'needs a cmd'],
  ["schema: '2.0'\nstages:\n  a:\n    cmd: x\n    deps:\n    - md5: x\n", 'has no path'],
  ["schema: '2.0'\nstages:\n  a:\n    cmd: x\n    deps:\n    - path: p\n      md5: ../x\n", 'no md5'],
  ['<<<<<<< HEAD\n', 'mapping'],
])('refuses %j', (source, message) => {
  expect(() => read(source)).toThrow(message);
});

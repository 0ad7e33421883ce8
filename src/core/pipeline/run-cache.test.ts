import { expect, it } from 'vitest';
import { readYaml } from '../value/read-yaml.ts';
import { writeYaml } from '../value/write-yaml.ts';
import { type LockedStage, lockedStageValue, parseLockedStage } from './lock-file.ts';
import { isRunCacheable, isRunSaved, runCacheAddress, runCacheKey } from './run-cache.ts';
import type { Output, Stage } from './stage.ts';

/** A run-cache file that DVC 3.67.1 wrote, with the names it gave it. */
const written = {
  key: 'cae991f3459bf46e5ec9d52886db148242b3c02741dc1146f542c3e804d3a535',
  value: '2df8ddf3e0b2b307d3a3f7ccbaabd25b04d0666748c2478ddf048b3653e42919',
  text: `cmd: python src/train.py
deps:
- path: prepared
  hash: md5
  md5: 119096286c3e49eef380ec06a502ce87.dir
  size: 12
  nfiles: 3
- path: src/train.py
  hash: md5
  md5: 8a36e4abc60ab22c1d2d19bb1f42fff2
  size: 353
params:
  params.yaml:
    lr: 0.01
    nested:
      a: 1
outs:
- path: metrics.json
  hash: md5
  md5: 7870a7f78ab6f9084518d1932525f56f
  size: 102
- path: model.bin
  hash: md5
  md5: c0672cd2f58018a8ee6cbf4588d592ce
  size: 5
- path: roc.csv
  hash: md5
  md5: 32fc207b3488b4e49f369462bf027fc8
  size: 19
`,
};

function read(text: string): LockedStage {
  return parseLockedStage(readYaml(text, 'run'), 'train', (what) => {
    throw new Error(what);
  });
}

it("computes DVC's key and value, and writes its bytes", () => {
  const run = read(written.text);
  expect(runCacheAddress(run)).toEqual({ key: written.key, value: written.value });
  expect(writeYaml(lockedStageValue(run))).toBe(written.text);
});

it('asks for a run by the paths of its outputs alone', () => {
  const run = read(written.text);
  expect(runCacheKey({ ...run, outs: run.outs.map(({ path }) => ({ path, info: undefined })) })).toBe(written.key);
});

it('leaves out what is named size or nfiles at every depth, as DVC does', () => {
  const sized = written.text.replace('lr: 0.01', 'lr: 0.01\n    size: 64');
  expect(runCacheKey(read(sized))).toBe(written.key);
});

const out: Output = { path: 'm', definition: 'm', kind: 'out', cache: true, persist: false, push: true };
const stage: Stage = {
  address: 'train',
  name: 'train',
  file: 'dvc.yaml',
  wdir: '.',
  cmd: 'x',
  deps: [{ path: 'a', definition: 'a' }],
  params: [],
  outs: [out],
  frozen: false,
  alwaysChanged: false,
};

it('knows which runs DVC would look for, and which it keeps', () => {
  expect(isRunCacheable(stage)).toBe(true);
  expect(isRunCacheable({ ...stage, deps: [] })).toBe(false);
  expect(isRunCacheable({ ...stage, outs: [] })).toBe(false);
  expect(isRunCacheable({ ...stage, alwaysChanged: true })).toBe(false);
  expect(isRunCacheable({ ...stage, outs: [{ ...out, persist: true }] })).toBe(false);
  expect(isRunSaved({ ...stage, outs: [{ ...out, cache: false }] })).toBe(false);
  expect(isRunSaved({ ...stage, outs: [{ ...out, cache: false, kind: 'metric' }] })).toBe(true);
});

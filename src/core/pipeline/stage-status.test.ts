import { expect, it } from 'vitest';
import type { HashInfo } from '../data/hash-info.ts';
import { writePythonJson } from '../value/python-json.ts';
import { compareData, isClean, statusEntries, statusLines, type StageStatus } from './stage-status.ts';

const a: HashInfo = { md5: 'a'.repeat(32), hash: 'md5' };
const b: HashInfo = { md5: 'b'.repeat(32), hash: 'md5' };

it.each([
  [{ locked: a, present: a }, undefined],
  [{ locked: a, present: b }, 'modified'],
  [{ locked: undefined, present: b }, 'modified'],
  [{ locked: a, present: undefined }, 'deleted'],
  [{ locked: a, present: a, inCache: false }, 'not in cache'],
  [{ locked: a, present: { ...a, hash: 'md5-dos2unix' as const } }, 'modified'],
])('judges %j', (facts, state) => {
  expect(compareData(facts)).toBe(state);
});

const clean: StageStatus = { deps: new Map(), params: new Map(), outs: new Map(), alwaysChanged: false, changedCommand: false };

it("prints DVC's words", () => {
  const status: StageStatus = {
    deps: new Map([['src/a.py', 'modified']]),
    params: new Map([['params.yaml', new Map([['lr', 'modified']])]]),
    outs: new Map([['model', 'not in cache']]),
    alwaysChanged: true,
    changedCommand: true,
  };
  expect(isClean(status)).toBe(false);
  expect(isClean(clean)).toBe(true);
  const entries = statusEntries(status, (path) => `../${path}`);
  expect(writePythonJson(entries)).toBe(
    '[{"changed deps": {"../src/a.py": "modified", "../params.yaml": {"lr": "modified"}}}, {"changed outs": {"../model": "not in cache"}}, "always changed", "changed command"]',
  );
  expect(statusLines('train', entries)).toEqual([
    'train:',
    '\tchanged deps:',
    '\t\tmodified:           ../src/a.py',
    '\t\t../params.yaml:',
    '\t\t\tmodified:           lr',
    '\tchanged outs:',
    '\t\tnot in cache:       ../model',
    '\talways changed',
    '\tchanged command',
  ]);
});

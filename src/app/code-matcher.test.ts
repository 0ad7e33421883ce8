import { expect, it } from 'vitest';
import { codeMatcher } from './code-matcher.ts';

it.each([
  ['src/train.py', true],
  ['src/notes.md', false],
  ['train.py', false],
  ['../common/io.py', true],
  ['../../lib.sh', true],
  ['../lib.sh', false],
  ['lib.sh', false],
  ['../b/src/train.py', false],
])('globs of code from models/a, and %s', (path, expected) => {
  const matches = codeMatcher(['src/**', '!*.md', '../common/**', '../../lib.sh'], 'models/a/');
  expect(matches(path)).toBe(expected);
});

it.each([
  ['train.py', true],
  ['../b/train.py', true],
  ['../../train.py', true],
])('a glob that starts at the top of git holds below it, too: %s', (path, expected) => {
  expect(codeMatcher(['../../**/*.py', '../../*.py'], 'models/a/')(path)).toBe(expected);
});

it('a glob that leads out of the repository matches nothing', () => {
  expect(codeMatcher(['../**'], '')('train.py')).toBe(false);
});

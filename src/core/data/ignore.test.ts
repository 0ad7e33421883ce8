import { expect, it } from 'vitest';
import { createIgnoreRules, noIgnoreRules } from './ignore.ts';

it("always leaves out the tools' own folders", () => {
  expect(noIgnoreRules.ignores('.dvc', 'folder')).toBe(true);
  expect(noIgnoreRules.ignores('sub/.git/config', 'file')).toBe(true);
  expect(noIgnoreRules.ignores('sub/.git', 'file')).toBe(true);
  expect(noIgnoreRules.ignores('data/x.dvc', 'file')).toBe(false);
});

it('follows gitignore with negation, comments and folders', () => {
  const rules = createIgnoreRules([{ folder: '.', text: '# note\n*.tmp\n!keep.tmp\nraw/\n/top.txt\n' }]);
  const ignored = ['a.tmp', 'sub/a.tmp', 'raw/x.png', 'sub/raw/x.png', 'top.txt'].map((path) => rules.ignores(path, 'file'));
  expect(ignored).toEqual([true, true, true, true, true]);
  const kept = ['keep.tmp', 'sub/top.txt', 'raw'].map((path) => rules.ignores(path, 'file'));
  expect(kept).toEqual([false, false, false]);
});

it('tells upper from lower case, as DVC does', () => {
  expect(createIgnoreRules([{ folder: '.', text: '*.PNG' }]).ignores('a.png', 'file')).toBe(false);
});

it('holds the patterns of a nested file to its folder, where they win', () => {
  const rules = createIgnoreRules([{ folder: '.', text: '*.log' }]).with({ folder: 'odd [1]', text: '!x.log\n/deep/y\nz/' });
  expect(rules.ignores('x.log', 'file')).toBe(true);
  expect(rules.ignores('odd [1]/x.log', 'file')).toBe(false);
  expect(rules.ignores('odd [1]/sub/x.log', 'file')).toBe(false);
  expect(rules.ignores('odd [1]/deep/y', 'file')).toBe(true);
  expect(rules.ignores('odd [1]/sub/deep/y', 'file')).toBe(false);
  expect(rules.ignores('odd [1]/sub/z', 'folder')).toBe(true);
  expect(rules.ignores('z', 'folder')).toBe(false);
});

it('leaves paths outside the repository alone', () => {
  const rules = createIgnoreRules([{ folder: '.', text: '*' }]);
  expect(rules.ignores('../x', 'file')).toBe(false);
  expect(rules.ignores('/data/x', 'file')).toBe(false);
});

it('brings back what lies in a folder that a negated pattern names, as DVC does and git does not', () => {
  const rules = createIgnoreRules([{ folder: '.', text: '*.tmp\nsub\n/data/\n!/data/\n!keep' }]);
  expect(rules.ignores('data/sub', 'folder')).toBe(false);
  expect(rules.ignores('data/sub/x', 'file')).toBe(false);
  expect(rules.ignores('data/x.tmp', 'file')).toBe(true);
  expect(rules.ignores('keep/x.tmp', 'file')).toBe(false);
  expect(rules.ignores('sub', 'folder')).toBe(true);
});

import { describe, expect, it } from 'vitest';
import { namedContents, spelledContents } from './named-contents.ts';

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];
const digits = '1234567890'.repeat(4).slice(0, 32);

describe('what a .dvc file names', () => {
  it.each([
    ['as DVC writes it', `outs:\n- md5: ${a}.dir\n  size: 1\n  hash: md5\n  path: x\n`, [`${a}.dir`], []],
    ['of DVC 2', `outs:\n- md5: ${a}\n  path: x\n`, [a], []],
    ['in quotes, as DVC writes digits', `outs:\n- md5: '${digits}'\n  path: x\n`, [digits], []],
    ['with other keys first', `md5: ${b}\nfrozen: true\ndeps:\n- md5: ${c}\n  path: y\nouts:\n- md5: ${a}\n  path: x\n`, [a], [b, c]],
    ['with dependencies last', `outs:\n- md5: ${a}\n  path: x\ndeps:\n- md5: ${c}\n  path: y\n`, [a], [c]],
    ['in braces', `{outs: [{md5: ${a}, path: x}]}`, [a], []],
    ['with an escape', String.raw`outs: [{md5: "\x61${a.slice(1)}", path: x}]`, [a], []],
    ['without data', 'outs:\n- path: x\n', [], []],
    ['without a last newline', `outs:\n- md5: ${a}\n  path: x`, [a], []],
  ])('%s', (_, text, outputs, others) => {
    expect(namedContents(text, 'x.dvc')).toEqual({ outputs, others });
  });

  it('in a remote with versions: its files, so that no list of them is needed, and besides the list that they make', () => {
    const text = `outs:\n- path: x\n  hash: md5\n  files:\n  - relpath: f\n    md5: ${a}\n    size: 1\n`;
    const { outputs, others } = namedContents(text, 'x.dvc');
    expect(outputs).toEqual([a]);
    expect(others).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.dir$/)]);
  });

  it.each([
    ['', 'mapping'],
    ['outs:\n- md5: 0123', 'no md5'],
    ['outs:\n- md5: 0123\n', 'no md5'],
    ['outs: [', 'x.dvc'],
    ['outs: x\n', 'outs must be a list'],
    [`<<<<<<< ours\nouts:\n- md5: ${a}\n`, ''],
    [`outs:\n- md5: ${a}\n  path: x\n=======\n`, ''],
  ])('is not known of %j', (text, message) => {
    expect(() => namedContents(text, 'x.dvc')).toThrow(expect.objectContaining({ place: expect.objectContaining({ file: 'x.dvc' }) }));
    expect(() => namedContents(text, 'x.dvc')).toThrow(message === 'x.dvc' ? '' : message);
  });
});

describe('what a dvc.lock names', () => {
  const entry = (md5: string, path: string): string => `    - path: ${path}\n      hash: md5\n      md5: ${md5}\n      size: 1\n`;
  const stage = `  s:\n    cmd: |\n      echo deps:\n    deps:\n${entry(b, 'd')}    params:\n      params.yaml:\n        outs: 1\n    outs:\n${entry(a, 'o')}`;

  it('tells outputs from dependencies', () => {
    expect(namedContents(`schema: '2.0'\nstages:\n${stage}`, 'dvc.lock')).toEqual({ outputs: [a], others: [b] });
  });

  it('the same where it has to be parsed', () => {
    expect(namedContents(`stages:\n${stage}schema: '2.0'\n`, 'dvc.lock')).toEqual({ outputs: [a], others: [b] });
    expect(namedContents(`s: {cmd: s, outs: [{md5: ${a}, path: x}]}\n`, 'dvc.lock')).toEqual({ outputs: [a], others: [] });
  });

  it('is not known of a broken one', () => {
    expect(() => namedContents(`schema: '2.0'\nstages:\n  s: [\n`, 'dvc.lock')).not.toThrow();
    expect(() => namedContents(`schema: '2.0'\nstages:\n  s:\n    outs:\n    - md5: 12\n`, 'dvc.lock')).toThrow('no md5');
    expect(() => namedContents('stages: 1\n', 'dvc.lock')).toThrow('mapping');
  });
});

it('spells no part of a longer word', () => {
  expect(spelledContents(`${a}0 sha256: ${a}${b} ${c}.dir, "${b}"`)).toEqual([`${c}.dir`, b]);
});

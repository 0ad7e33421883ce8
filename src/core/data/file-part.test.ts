import { describe, expect, it } from 'vitest';
import { listedPart, shardPart } from './file-part.ts';

const names = Array.from({ length: 5000 }, (_, at) => `class ${at % 7}/ünï-${at}.jpg`);

describe('shardPart', () => {
  it.each([1, 2, 3, 8, 17])('gives each file to exactly one of %i parts, about as many to each', (count) => {
    const parts = Array.from({ length: count }, (_, at) => shardPart(`${at + 1}/${count}`));
    const owners = names.map((name) => parts.flatMap((part, at) => (part.accepts(`data/${name}`, name) ? [at] : [])));
    expect(owners.every((own) => own.length === 1)).toBe(true);
    for (const at of parts.keys()) {
      const share = owners.filter(([own]) => own === at).length / names.length;
      expect(Math.abs(share * count - 1)).toBeLessThan(0.2);
    }
  });

  it('says where files of a known name go, so that machines agree for good', () => {
    const parts = ['a.jpg', 'b.jpg', 'sub/c.jpg', 'ü'].map((name) =>
      [1, 2, 3].find((at) => shardPart(`${at}/3`).accepts(`d/${name}`, name)),
    );
    expect(parts).toEqual([2, 2, 3, 2]);
  });

  it('gives files that are tracked by themselves to every part', () => {
    expect([1, 2, 3].map((at) => shardPart(`${at}/3`).accepts('model.bin'))).toEqual([true, true, true]);
  });

  it.each(['', '0/4', '5/4', '1', '1/0', 'a/b', '-1/4', '1.5/4', '1/4/2', '99999999/99999999'])("refuses '%s'", (text) => {
    expect(() => shardPart(text)).toThrow(/is no part/);
  });
});

describe('listedPart', () => {
  it('takes files, and folders with all that is below', () => {
    const part = listedPart('data/a.jpg\r\n./data//sub/\n\nother.bin\nnothing\n', 'list.txt');
    const asked = ['data/a.jpg', 'data/b.jpg', 'data/sub/x/y.jpg', 'data/subway.jpg', 'other.bin', 'data'];
    expect(asked.filter((path) => part.accepts(path))).toEqual(['data/a.jpg', 'data/sub/x/y.jpg', 'other.bin']);
    expect(['data', 'other.bin', 'more', 'data/sub/deep'].filter((path) => part.touches(path))).toEqual([
      'data',
      'other.bin',
      'data/sub/deep',
    ]);
    expect(part.unseen()).toEqual(['nothing']);
  });

  it('refuses lines that lead out, with their place', () => {
    for (const line of ['../x', '/etc/passwd', 'a/../../x']) {
      expect(() => listedPart(`ok\n${line}\n`, 'list.txt')).toThrow(expect.objectContaining({ place: { file: 'list.txt', line: 2 } }));
    }
  });
});

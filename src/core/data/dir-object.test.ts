import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DirEntry, hashDirObject, parseDirObject, whyNoDirObject, writeDirObject } from './dir-object.ts';
import { DirScanner } from './dir-scanner.ts';

const md5 = 'b1946ac92492d2347c6235b4d2611184';

const parse = (text: string): readonly DirEntry[] | undefined => parseDirObject(Buffer.from(text));

it('writes the bytes of Python json.dumps, sorted by code point', () => {
  const entries = ['😀.jpg', '｡.jpg', 'a/q.jpg', 'a-b.jpg', 'quo"te\\b.jpg', 'ü/x.jpg', '\u007f'].map((relpath) => ({ md5, relpath }));
  const names = [
    String.raw`a-b.jpg`,
    'a/q.jpg',
    String.raw`quo\"te\\b.jpg`,
    String.raw`\u007f`,
    String.raw`\u00fc/x.jpg`,
    String.raw`\uff61.jpg`,
  ];
  const expected = [...names, String.raw`\ud83d\ude00.jpg`].map((name) => `{"md5": "${md5}", "relpath": "${name}"}`);
  expect(writeDirObject(entries)).toBe(`[${expected.join(', ')}]`);
});

it('gives an empty folder the id that DVC gives it', () => {
  expect(hashDirObject(writeDirObject([]))).toBe('d751713988987e9331980363e24189ce.dir');
});

it('reads back what it writes', () => {
  const name = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 6 })
    .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..');
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
      const entries = names.map((relpath) => ({ md5, relpath }));
      const read = parse(writeDirObject(entries));
      expect(new Set(read?.map((entry) => entry.relpath))).toEqual(new Set(names));
    }),
  );
});

it.each(['../x', '/etc/passwd', 'a/../../x', 'a//b', './a', 'a\0b', '', '.git/hooks/x', 'a/.git', 'a/.GIT/x', '.dvc/config', 'a/.dvc/x'])(
  'refuses an object that names %j',
  (relpath) => {
    expect(parse(JSON.stringify([{ md5, relpath }]))).toBeUndefined();
  },
);

it('refuses names that are half a pair of surrogates, all of which become one name on disk', () => {
  const content = Buffer.from(`[{"md5": "${md5}", "relpath": "\\ud83d"}, {"md5": "${md5}", "relpath": "\\ud83e"}]`);
  expect(parseDirObject(content)).toBeUndefined();
  expect(whyNoDirObject(content)).toContain(String.raw`the 1. of 2: {"md5":"${md5}","relpath":"\ud83d"}`);
  expect(new DirScanner(content).next()).toBe(false);
});

it.each(['', '{', '{}', '[1]', '[{"md5":"x","relpath":"a"}]'])('answers nothing for %j', (text) => {
  expect(parse(text)).toBeUndefined();
});

it('refuses an object that names a file twice, in any order', () => {
  const list = (...names: string[]): string => JSON.stringify(names.map((relpath) => ({ md5, relpath })));
  expect(parse(list('a', 'a'))).toBeUndefined();
  expect(parse(list('a', 'b', 'a'))).toBeUndefined();
  expect(parse(list('b', 'a'))).toHaveLength(2);
});

it.each([
  [['a', 'a!', 'a.b/c', 'a/b'], "names 'a', and 'a/b' in a folder of that name"],
  [['a/b/c', 'x', 'a/b'], "names 'a/b', and 'a/b/c' in a folder of that name"],
  [['é', 'é/x'], "names 'é', and 'é/x' in a folder of that name"],
  [['x', 'a', 'x'], "names 'x' twice"],
])('refuses an object that names %j, and says why', (names, why) => {
  const content = Buffer.from(JSON.stringify(names.map((relpath) => ({ md5, relpath }))));
  expect(parseDirObject(content)).toBeUndefined();
  expect(whyNoDirObject(content)).toBe(why);
  expect(parse(JSON.stringify(['a', 'a!', 'a-b/c', 'b/a'].map((relpath) => ({ md5, relpath }))))).toHaveLength(4);
});

it('says which entry is none', () => {
  expect(
    whyNoDirObject(
      Buffer.from(
        JSON.stringify([
          { md5, relpath: 'a' },
          { md5, relpath: '../x' },
        ]),
      ),
    ),
  ).toBe(`has an entry that is no file of a folder, the 2. of 2: {"md5":"${md5}","relpath":"../x"}`);
  expect(whyNoDirObject(Buffer.from('{'))).toBe('is no list of files');
  expect(whyNoDirObject(Buffer.from(writeDirObject([])))).toBeUndefined();
});

it.each([md5.toUpperCase(), md5.slice(1), `${md5}0`, `${md5.slice(1)}g`])('refuses the md5 %s', (odd) => {
  expect(parse(JSON.stringify([{ md5: odd, relpath: 'a' }]))).toBeUndefined();
});

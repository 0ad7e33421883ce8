import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';
import type { Value } from './value.ts';
import { writeYaml } from './write-yaml.ts';

// Left out are texts that DVC's own writer changes: several spaces before a fold, and line breaks of YAML 1.1.
const text = fc.string({ unit: 'grapheme', maxLength: 25 }).filter((candidate) => !/[\u0085\u2028\u2029]/.test(candidate));
const scalar = fc.oneof(
  text,
  fc.constant(null),
  fc.boolean(),
  fc.bigInt(),
  fc.double(),
  fc.constantFrom('1', '1.0', '~', '007', '- a', 'a: b', '#', "it's", '<<', '='),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));

describe('writeYaml', () => {
  test('writes what readYaml reads again', () => {
    fc.assert(
      fc.property(value, (original) => {
        expect(readYaml(writeYaml(original), 'f')).toEqual(original);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('leaves a space before a fold, as DVC does', () => {
    const long = 'x'.repeat(75);
    expect(writeYaml(new Map([['cmd', `python train.py --out ${long} --seed 1`]]))).toBe(
      `cmd: python train.py --out \n  ${long} \n  --seed 1\n`,
    );
  });

  test('gives an anchor to what occurs twice and keeps keys that are numbers', () => {
    const shared = readYaml('base: &b {k: 1, l: [1, 2]}\nnames: {0: cat, 1.5: dog, true: x}\nmerged:\n  <<: *b\n  z: 3\nother: *b\n', 'f');
    expect(writeYaml(shared)).toBe(
      [
        'base: &id002\n  k: 1\n  l: &id001\n  - 1\n  - 2',
        'names:\n  0: cat\n  1.5: dog\n  true: x',
        'merged:\n  k: 1\n  l: *id001\n  z: 3',
        'other: *id002\n',
      ].join('\n'),
    );
  });
});

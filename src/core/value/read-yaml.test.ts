import { describe, expect, test } from 'vitest';
import { SightlineError } from '../errors.ts';
import { readYaml, readYamlSource } from './read-yaml.ts';

function errorOf(text: string): SightlineError {
  try {
    readYaml(text, 'params.yaml');
  } catch (error) {
    if (error instanceof SightlineError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('readYaml', () => {
  test.for([
    ['a: 1\nb: [1\n', { line: 3, column: 1 }],
    ['a: 1\n  b: 2\n', { line: 1, column: 4 }],
    ['a: 1\nb: 2\na: 3\n', { line: 3, column: 1 }],
    ['a:\n  - *x\n', { line: 2, column: 5 }],
    ['a: !thing x\n', { line: 1, column: 10 }],
    ['a: 1\n---\nb: 2\n', { line: 2, column: 4 }],
  ] as const)('names the place in %j', ([text, place]) => {
    const error = errorOf(text);
    expect(error.code).toBe('yaml-syntax');
    expect(error.place).toMatchObject({ file: 'params.yaml', line: place.line });
  });

  test('refuses what would explode or overflow', () => {
    const levels = Array.from({ length: 30 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}*l${at}]`);
    expect(errorOf(`l0: &l0 [x]\n${levels.join('\n')}\n`).message).toContain('counting what aliases repeat');
    expect(errorOf('['.repeat(300)).code).toBe('yaml-syntax');
    expect(errorOf(`${'['.repeat(300)}${']'.repeat(300)}`).message).toContain('levels deep');
    expect(errorOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`).message).toMatch(/deep/);
    expect(errorOf('a: &a [*a]\n').message).toContain('itself');
  });

  test('an alias is the same object as its anchor', () => {
    const value = readYaml('a: &a {k: [1]}\nb: *a\n', 'f');
    expect(value).toBeInstanceOf(Map);
    const map = value as ReadonlyMap<string, unknown>;
    expect(map.get('a')).toBe(map.get('b'));
  });
});

describe('readYamlSource', () => {
  test('answers the place of a key, a list item, or the nearest thing around', () => {
    const { place } = readYamlSource('stages:\n  train:\n    cmd: x\n    deps:\n    - a\n    -  b\n', 'dvc.yaml');
    expect(place(['stages', 'train', 'cmd'])).toEqual({ file: 'dvc.yaml', line: 3, column: 5 });
    expect(place(['stages', 'train', 'deps', 1])).toEqual({ file: 'dvc.yaml', line: 6, column: 8 });
    expect(place(['stages', 'train', 'nothing', 'below'])).toEqual({ file: 'dvc.yaml', line: 2, column: 3 });
    expect(place([])).toEqual({ file: 'dvc.yaml', line: 1, column: 1 });
  });

  test('follows an alias to what it stands for', () => {
    const { place } = readYamlSource('a: &a\n  k: 1\nb: *a\n', 'f');
    expect(place(['b', 'k'])).toMatchObject({ line: 3 });
  });
});

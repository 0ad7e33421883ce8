import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SightlineError } from '../errors.ts';
import { readDataFile } from './read-parameter-file.ts';
import { readYaml } from './read-yaml.ts';
import type { Value } from './value.ts';
import { writeYaml } from './write-yaml.ts';

type Tagged = null | boolean | string | readonly Tagged[] | { int: string } | { float: string } | { map: [string, Tagged][] };

/** Undoes the tagging of `test/fixtures/yaml/record.py`. */
function untag(tagged: Tagged): Value {
  if (tagged === null || typeof tagged !== 'object') {
    return tagged;
  }
  if (Array.isArray(tagged)) {
    return (tagged as readonly Tagged[]).map(untag);
  }
  if ('int' in tagged) {
    return BigInt(tagged.int);
  }
  if ('float' in tagged) {
    return Number(tagged.float.replace('inf', 'Infinity'));
  }
  return new Map((tagged as { map: [string, Tagged][] }).map.map(([key, item]) => [key, untag(item)]));
}

function load(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../test/fixtures/yaml/${name}.json`, import.meta.url), 'utf8'));
}

describe('what DVC 3.67.1 wrote and read', () => {
  test('writeYaml writes the same bytes', () => {
    const cases = load('written') as readonly { value: Tagged; yaml: string }[];
    expect(cases.length).toBeGreaterThan(300);
    expect(cases.map(({ value }) => writeYaml(untag(value)))).toEqual(cases.map(({ yaml }) => yaml));
  });

  const readings = load('read') as readonly { file: string; text: string; value: Tagged | { error: true } }[];
  const isError = (value: Tagged | { error: true }): boolean => value !== null && typeof value === 'object' && 'error' in value;

  test.for(readings.filter(({ value }) => !isError(value)))('$file: $text', ({ file, text, value }) => {
    expect(readDataFile(text, file)).toEqual(untag(value as Tagged));
  });

  test.for(readings.filter(({ value }) => isError(value)))('refused $file: $text', ({ file, text }) => {
    expect(() => readDataFile(text, file)).toThrow(SightlineError);
  });

  test('readYaml reads the order of keys', () => {
    const value = readYaml('b: 1\n"2": x\n1: y\na: z\n', 'f');
    expect([...(value as Map<string, Value>).keys()]).toEqual(['b', '2', '1', 'a']);
  });
});

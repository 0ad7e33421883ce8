import { describe, expect, test } from 'vitest';
import { readYaml } from '../value/read-yaml.ts';
import type { ValueMap } from '../value/value.ts';
import { writeYaml } from '../value/write-yaml.ts';
import { compareParameters, nestParameters, selectParameters } from './parameters.ts';

function map(text: string): ValueMap {
  return readYaml(text, 'params.yaml') as ValueMap;
}

const file = map('lr: 0.1\nnet: {layers: [{units: 8}, {units: 4}], name: small}\nx.y: 1\nnames: {0: cat}\n');

describe('selectParameters', () => {
  test('picks dotted names, list items and keys that are numbers, and tells what is missing', () => {
    const { values, missing } = selectParameters(file, [
      'net.layers.1.units',
      'net.layers.-1.units',
      'names.0',
      'lr',
      'x.y',
      'net.layers.7',
      'lr.z',
    ]);
    expect([...values]).toEqual([
      ['net.layers.1.units', 4n],
      ['net.layers.-1.units', 4n],
      ['names.0', 'cat'],
      ['lr', 0.1],
    ]);
    expect(missing).toEqual(['x.y', 'net.layers.7', 'lr.z']);
  });

  test('what two selections pick shares no object, what one picks twice does', () => {
    const shared = map('a: &a {k: {0: x}}\nb: *a\n');
    const first = selectParameters(shared, ['a', 'b']).values;
    const second = selectParameters(shared, ['a']).values;
    expect(first.get('a')).toBe(first.get('b'));
    expect(first.get('a')).not.toBe(second.get('a'));
    expect(writeYaml(selectParameters(shared, 'all').values)).toBe('a: &id001\n  k:\n    0: x\nb: *id001\n');
  });
});

describe('compareParameters', () => {
  test('says new, deleted and modified as DVC does', () => {
    const actual = map('a: 1\nb: 1.0\nc: 2\nn: .nan\nnew: 1\n');
    const locked = map('a: 1.0\nb: 1\nc: 3\nn: .nan\ngone: 1\n');
    expect(compareParameters(actual, locked, 'all')).toEqual(
      new Map([
        ['c', 'modified'],
        ['n', 'modified'],
        ['new', 'new'],
        ['gone', 'deleted'],
      ]),
    );
    expect(compareParameters(actual, locked, ['a', 'b'])).toBeUndefined();
    expect(compareParameters(actual, locked, ['zzz', 'new'])).toEqual(
      new Map([
        ['zzz', 'deleted'],
        ['new', 'new'],
      ]),
    );
  });

  test('a missing file and a file that the lock does not know', () => {
    expect(compareParameters(undefined, undefined, 'all')).toBe('deleted');
    expect(compareParameters(file, undefined, ['lr'])).toBe('new');
  });
});

test('nestParameters keeps the nesting of the file', () => {
  expect(nestParameters(file, ['net.layers.1', 'net.name', 'lr', 'none'])).toEqual(
    map('net: {layers: [null, {units: 4}], name: small}\nlr: 0.1\n'),
  );
});

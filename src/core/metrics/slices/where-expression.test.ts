import { describe, expect, test } from 'vitest';
import { SightlineError } from '../../errors.ts';
import type { ImageFacts } from './image-facts.ts';
import { parseWhere } from './where-expression.ts';

const image: ImageFacts = {
  image: 'test/night/1.png',
  label: 'crack',
  metadata: { camera: 'b', age: '61', empty: '' },
  size: { width: 20, height: 10 },
  brightness: 0.25,
};

describe('an expression', () => {
  test.each([
    ['metadata.camera == "b" && brightness < 0.5', true],
    ['int(metadata.age) > 60', true],
    ['area >= 200 && width > height', true],
    ['image.contains("/day/") || label in ["crack", "dent"]', true],
    ['has(metadata.camera) && !has(metadata.shift)', true],
    ['has(metadata.empty)', false],
    ['metadata.shift != "early"', false],
    ['int(metadata.camera) > 1', false],
    ['has(metadata.constructor) || has(metadata.__proto__)', false],
  ])('%s is %s', (text, expected) => {
    expect(parseWhere(text).holds(image)).toBe(expected);
  });

  test('is false where what it asks is not known', () => {
    expect(parseWhere('brightness >= 0.0').holds({ image: 'a', label: 'b', metadata: {} })).toBe(false);
  });

  test('says what images have to be opened for', () => {
    expect([...parseWhere('width > 10 && brightness < 0.5').needs]).toEqual(['size', 'brightness']);
    expect([...parseWhere('metadata.brightness == "low"').needs]).toEqual([]);
  });
});

describe('refused', () => {
  test.each([
    ['label', 'must be true or false'],
    ['shade < 0.5', 'Unknown variable: shade'],
    ['label == ', 'Unexpected token'],
    ['label.constructor == "x"', 'Cannot index'],
    ['label.matches("(a+)+$")', 'matches() is not offered'],
    ['metadata.exists(key, key == "a")', 'exists() is not offered'],
    ['cel.bind(a, label, a == "b")', 'bind() is not offered'],
    [`label == "${'a'.repeat(1000)}"`, 'at most 1000'],
    [`${'('.repeat(100)}true${')'.repeat(100)}`, 'maxDepth'],
    [Array.from({ length: 120 }, () => 'true').join('&&'), 'maxAstNodes'],
    ['{"a": 1} == {"a": 1}', 'maxMapEntries'],
  ])('%s', (text, message) => {
    const run = (): unknown => parseWhere(text);
    expect(run).toThrow(SightlineError);
    expect(run).toThrow(message);
  });
});

import { expect, it } from 'vitest';
import { cleanSentence, cleanText } from './clean-text.ts';

it('leaves names alone that can be seen, each in a list like one alone', () => {
  const names = ['cat', 'dog', 'Käse 日本', '👩‍🔬'];
  expect(names.map(cleanText)).toEqual(names);
});

it('shows what can not be seen, and cuts what is too long in the middle', () => {
  expect(cleanText('a\n\u202eb')).toBe('a \ufffdb');
  expect(cleanText(`${'a'.repeat(100)}${'b'.repeat(100)}`)).toBe(`${'a'.repeat(60)}…${'b'.repeat(59)}`);
  expect(cleanSentence('x'.repeat(1001), 1000)).toHaveLength(1000);
});

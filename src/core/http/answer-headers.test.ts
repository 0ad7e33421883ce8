import { expect, it } from 'vitest';
import { retryAfter } from './answer-headers.ts';

const until = (date: string): number => Date.parse(date) - Date.parse('2026-01-01T00:00:00Z');

it.each([
  ['3', 3000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['soon', undefined],
  ['-5x', undefined],
  ['99999999999999999999', undefined],
])('reads retry-after %j', (text, wait) => {
  expect(retryAfter({ 'retry-after': text }, until)).toBe(wait);
});

it('reads the first of several, and none', () => {
  expect(retryAfter({ 'retry-after': ['1', '2'] }, until)).toBe(1000);
  expect(retryAfter({}, until)).toBeUndefined();
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findCases } from '../../scripts/reference/case.ts';
import { kinds } from '../../scripts/reference/kinds.ts';
import { runCase } from '../../scripts/reference/run-case.ts';

const cases = findCases(fileURLToPath(new URL('../fixtures/reference', import.meta.url)));

test.each(cases.map((one) => [one.id, one] as const))('as the reference tool: %s', async (_, one) => {
  // A case in the fixtures passes, or is skipped by a rule of its kind that says why.
  const { outcome, reason } = await runCase(one, kinds);
  const ruled = kinds.find((kind) => kind.matches(one))?.skip?.(one);
  expect({ outcome, reason }).toEqual(ruled === undefined ? { outcome: 'passed' } : { outcome: 'skipped', reason: ruled });
});

test('every kind has a case', () => {
  expect(kinds.filter((kind) => !cases.some((one) => kind.matches(one))).map(({ name }) => name)).toEqual([]);
});

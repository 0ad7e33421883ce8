import { expect, it } from 'vitest';
import { formatOrigin, parseOrigin } from './check-origin.ts';

it.each([[{ run: 12, attempt: 3 }], [{ run: 16_000_000_001, attempt: 1, comment: 2_900_000_000 }]])('reads what it wrote: %o', (origin) => {
  expect(parseOrigin(formatOrigin(origin))).toEqual(origin);
});

it.each([[''], ['sightline run 1'], ['sightline run 1.1 comment x'], [`sightline run ${'9'.repeat(16)}.1`], ['sightline run 1.1\n']])(
  'is not seen in %j',
  (text) => {
    expect(parseOrigin(text)).toBeUndefined();
  },
);

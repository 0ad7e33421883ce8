import { expect, it } from 'vitest';
import { formatBytes } from './byte-count.ts';

it('spells bytes with two digits or more, never four', () => {
  expect([0, 12, 999, 1000, 1540, 9960, 99_949, 999_499, 999_500, 613_000_000, 2_147_483_648].map(formatBytes)).toEqual([
    '0 B',
    '12 B',
    '999 B',
    '1.0 kB',
    '1.5 kB',
    '10 kB',
    '100 kB',
    '999 kB',
    '1.0 MB',
    '613 MB',
    '2.1 GB',
  ]);
});

import { expect, it } from 'vitest';
import { isRunCacheKey, isRunEntryKey } from './run-cache.ts';

const [key, value] = ['ab'.repeat(32), 'cd'.repeat(32)];

it('tells entries and records of the run cache from anything else at a remote', () => {
  const entry = `runs/ab/${key}/${value}`;
  const record = `sightline/runs/ab/${key}/${value}.json`;
  expect([isRunEntryKey(entry), isRunCacheKey(entry)]).toEqual([true, true]);
  expect([isRunEntryKey(record), isRunCacheKey(record)]).toEqual([false, true]);
  for (const other of [
    `runs/ac/${key}/${value}`,
    `runs/ab/${key}/${value}.tmp`,
    `runs/ab/${key}/../../../config`,
    `sightline/runs/ab/${key}/${value}`,
    `sightline/${entry}.json.json`,
    `files/md5/ab/${key}`,
    '',
  ]) {
    expect([other, isRunEntryKey(other), isRunCacheKey(other)]).toEqual([other, false, false]);
  }
});

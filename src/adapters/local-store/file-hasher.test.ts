import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { FileHasher } from './file-hasher.ts';
import { HashIndex } from './hash-index.ts';

it('says when files changed between the look at them and their hashes, so that the state of before is not taken for them', () => {
  using folder = temporaryFolder();
  const root = join(folder.path, 'repository');
  mkdirSync(join(root, 'data'), { recursive: true });
  const write = (text: string, seconds: number): void => {
    writeFileSync(join(root, 'data/a'), text);
    utimesSync(join(root, 'data/a'), seconds, seconds);
  };
  using index = new HashIndex(folder.path, root);
  const hasher = new FileHasher(root, index);
  write('one', 1_700_000_000.5);
  hasher.describe('data', 'md5');
  const scanned = hasher.scan('data');
  if (scanned === undefined) {
    throw new Error('the folder is there');
  }
  expect(hasher.state(scanned, 'md5')).toMatchObject({ nfiles: 1, size: 3 });
  expect(hasher.hash(scanned, 'md5').isAsKnown).toBe(true);
  write('two', 1_700_000_001.5);
  new FileHasher(root, index).describe('data', 'md5'); // another command
  expect(hasher.hash(scanned, 'md5')).toMatchObject({ isAsKnown: false, files: [{ md5: 'b8a9f715dbb64fd5c56e7783c6820a61' }] });
});

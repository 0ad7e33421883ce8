import { mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { restoreFolder, writeFolder } from './write-folder.ts';

const deadProcess = 2 ** 22 + 1; // above the kernel's highest number

it('replaces a folder as a whole and leaves nothing beside it', async () => {
  using at = temporaryFolder();
  await writeFolder(join(at.path, 'a/model'), new Map([['old', '1']]));
  await writeFolder(join(at.path, 'a/model'), new Map([['new', '2']]));
  expect(readdirSync(join(at.path, 'a'))).toEqual(['model']);
  expect(readdirSync(join(at.path, 'a/model'))).toEqual(['new']);
});

it('leaves the old folder when the new one cannot be filled or moved', async () => {
  using at = temporaryFolder();
  const folder = join(at.path, 'model');
  mkdirSync(folder);
  writeFileSync(join(folder, 'old'), '1');
  await expect(writeFolder(folder, new Map([['no/such/folder', '']]))).rejects.toMatchObject({ code: 'write-failed' });
  symlinkSync('nowhere', join(at.path, 'link')); // a folder can't be moved to a link
  await expect(writeFolder(join(at.path, 'link'), new Map([['new', '']]))).rejects.toMatchObject({ code: 'write-failed' });
  expect(readdirSync(at.path).toSorted()).toEqual(['link', 'model']);
  expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('1');
});

it('puts back what a killed process moved away, but nothing of a living one', async () => {
  using at = temporaryFolder();
  const folder = join(at.path, 'model');
  const leave = (pid: number): void => {
    mkdirSync(folder);
    renameSync(folder, join(at.path, `.model.${pid}-0123456789ab.old`));
  };
  expect(await restoreFolder(folder)).toBe(false);
  leave(process.pid);
  expect(await restoreFolder(folder)).toBe(false);
  leave(deadProcess);
  expect(await restoreFolder(folder)).toBe(true);
  expect(readdirSync(at.path)).toContain('model');
  expect(await restoreFolder(folder)).toBe(false);
});

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createGit } from '../../src/adapters/git/git.ts';
import { Staging } from '../../src/adapters/local-store/atomic-write.ts';
import { createWorkspace } from '../../src/adapters/local-store/workspace-files.ts';

it('the workspace and a commit refuse a file that is longer than the caller reads', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sightline-limits-'));
  try {
    await writeFile(join(root, 'labels.csv'), 'image,label\n');
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: root });
    git('init', '--quiet');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'labels');
    for (const tree of [createWorkspace(root, new Staging(root)), await createGit(root).tree('HEAD')]) {
      await expect(tree.readBytes('labels.csv', 12)).resolves.toStrictEqual(new TextEncoder().encode('image,label\n'));
      await expect(tree.readBytes('labels.csv', 11)).rejects.toMatchObject({ code: 'file-too-large', place: { file: 'labels.csv' } });
      await expect(tree.readBytes('absent.csv', 11)).resolves.toBeUndefined();
    }
  } finally {
    await rm(root, { recursive: true });
  }
});

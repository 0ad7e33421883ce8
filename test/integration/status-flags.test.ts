import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

it('refuses what only makes sense with a remote, and takes the flags that need none', async () => {
  using folder = temporaryFolder();
  const project = new ToyProject(folder.path);
  await project.create();
  for (const flags of [['-a'], ['-T'], ['-A'], ['-j', '2']]) {
    const { code, stderr } = await project.sightline('status', ...flags);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/only makes sense with --cloud or --remote \[invalid-option\]/)]);
  }
  expect(await project.sightline('status', '-c')).toMatchObject({ code: 2, stderr: expect.stringContaining('[no-remote]') });
  expect(await project.sightline('status', '-r', 'storage')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[unknown-remote]'),
  });
  const { code, stdout } = await project.sightline('status', '--no-updates', '--with-deps', 'predict');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^train:[^]*^predict:/m)]);
});

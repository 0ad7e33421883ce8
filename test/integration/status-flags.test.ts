import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

it('says of flags that need a remote that they are not there yet, and takes those that need none', async () => {
  using folder = temporaryFolder();
  const project = new ToyProject(folder.path);
  await project.create();
  for (const flags of [['-c'], ['-r', 'storage'], ['-a'], ['-T'], ['-A'], ['-j', '2']]) {
    const { code, stderr } = await project.sightline('status', ...flags);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/comes with the data commands \[not-yet\]/)]);
  }
  const { code, stdout } = await project.sightline('status', '--no-updates', '--with-deps', 'predict');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^train:[^]*^predict:/m)]);
});

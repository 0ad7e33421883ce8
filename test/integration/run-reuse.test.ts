import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Training } from '../../src/app/train.ts';
import type { PlannedStage } from '../../src/core/pipeline/planned-stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testProject } from '../support/test-project.ts';
import { ToyProject } from '../support/toy-project.ts';

/** The plan of the training after its parameter was changed and changed back. */
async function planAgain(project: ToyProject): Promise<PlannedStage | undefined> {
  await project.write('params.yaml', 'skill: 0.7\n');
  await project.json<Training>('train');
  await project.write('params.yaml', 'skill: 0.8\n');
  return (await project.json<PlannedStage[]>('plan'))[0];
}

describe('a cached run is not reused', () => {
  it('without git, which is what tells code apart', async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(folder.path);
    await project.createWithoutGit();
    await project.json<Training>('train');
    expect(await planAgain(project)).toMatchObject({ action: 'run', notReused: "without git the code can't be told apart" });
    await project.write('bias.mjs', 'export const bias = 0.1;\n');
    expect(await project.json<Training>('train')).toMatchObject({ ran: ['train', 'predict'], restored: [] });
    expect(await project.read('models/toy.txt')).toBe('0.9');
  });

  it.each([
    ['lib.sh', 'with other code'],
    ['package-lock.json', 'in another environment'],
    ['b/tool.mjs', 'with other code'],
    ['b/settings.json', undefined],
  ])("when '%s' outside the project's folder is another", async (path, reason) => {
    using folder = temporaryFolder();
    const project = new ToyProject(join(folder.path, 'a'));
    await new ToyProject(join(folder.path, 'b')).create(folder.path);
    await writeFile(join(folder.path, path), '1\n');
    await project.create(folder.path);
    await project.json<Training>('train');
    expect(await planAgain(project)).toMatchObject({ action: 'restore' });
    await writeFile(join(folder.path, path), '2\n');
    const [again] = await project.json<PlannedStage[]>('plan');
    const refused = { action: 'run', notReused: `it was made ${reason}${reason === 'with other code' ? ' than is here now' : ''}` };
    expect(again).toMatchObject(reason === undefined ? { action: 'restore' } : refused);
  });

  it('of our own trainer in another version', async () => {
    using project = await testProject({
      'dvc.yaml': `stages:
  ours: { cmd: "cat params.yaml > ours.bin # sightline fit", params: [lr], outs: [ours.bin] }
  other: { cmd: cat params.yaml > other.bin, params: [lr], outs: [other.bin] }
`,
      'params.yaml': 'lr: 0.1\n',
    });
    const reproAt = async (lr: number, writer: string): Promise<Readonly<Record<string, string>>> => {
      project.write('params.yaml', `lr: ${lr}\n`);
      return project.repro({ writer });
    };
    await reproAt(0.1, 'sightline 1.0.0');
    await reproAt(0.2, 'sightline 1.0.0');
    expect(await reproAt(0.1, 'sightline 1.0.0')).toEqual({ ours: 'restored', other: 'restored' });
    expect(await reproAt(0.2, 'sightline 2.0.0')).toEqual({ ours: 'ran', other: 'restored' });
    expect(project.said().join('\n')).toContain('it was made in another environment');
  });
});

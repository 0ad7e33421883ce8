import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGit } from '../../src/adapters/git/git.ts';
import type { Registration } from '../../src/app/register.ts';
import type { Training } from '../../src/app/train.ts';
import type { PlannedStage } from '../../src/core/pipeline/planned-stage.ts';
import { git } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

const actions = (steps: readonly PlannedStage[]): Record<string, string> =>
  Object.fromEntries(steps.map(({ stage, action }) => [stage, action]));

const noteOf = async (folder: string): Promise<{ locks: Record<string, string> }> =>
  JSON.parse(await git(folder, 'notes', '--ref', 'refs/notes/sightline', 'show', 'HEAD')) as { locks: Record<string, string> };

/** Two projects beside each other in one repository, both with a baseline whose lock is committed. */
async function twoProjects(top: string, change = (pipeline: string): string => pipeline): Promise<readonly [ToyProject, ToyProject]> {
  const projects = [new ToyProject(join(top, 'models/a')), new ToyProject(join(top, 'models/b'))] as const;
  for (const project of projects) {
    await project.create(top);
    await project.write('dvc.yaml', change(await project.read('dvc.yaml')));
    await project.json<Training>('train');
    await project.commit('Train the baseline');
  }
  return projects;
}

describe('projects in subfolders of a repository', () => {
  it('train, merge, keep their locks in one note and register', async () => {
    using folder = temporaryFolder();
    await writeFile(join(folder.path, 'tool.sh'), 'true\n');
    const [a, b] = await twoProjects(folder.path, (text) => text.replace('deps: [train.mjs]', 'deps: [train.mjs, ../../tool.sh]'));
    await a.git('switch', '--quiet', '--create', 'better');
    for (const project of [a, b]) {
      await project.write('params.yaml', 'skill: 0.95\n');
      await project.git('commit', '--quiet', '--all', '--message', 'Raise the skill');
      await project.json<Training>('train');
      await project.git('restore', 'dvc.lock');
    }
    await a.git('switch', '--quiet', 'main');
    await a.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'better');
    const head = (await a.git('rev-parse', 'HEAD')).trim();

    for (const project of [a, b]) {
      expect(await project.json<Training>('train')).toMatchObject({ ran: [], restored: ['train', 'predict'], notedCommit: head });
    }
    expect((await noteOf(folder.path)).locks).toEqual({
      'models/a/dvc.lock': await a.read('dvc.lock'),
      'models/b/dvc.lock': await b.read('dvc.lock'),
    });
    await a.git('restore', ':/');
    for (const project of [a, b]) {
      expect(actions(await project.json<PlannedStage[]>('plan'))).toEqual({ train: 'unchanged', predict: 'unchanged' });
    }
    expect(await a.json<Registration>('register')).toMatchObject({ tag: 'toy@v0.1.0', created: true, commit: head });
  });

  it('keep their locks in one note where git keeps outputs of both', async () => {
    using folder = temporaryFolder();
    const projects = await twoProjects(folder.path, (text) =>
      text.replace('outs: [eval/predictions.json]', 'outs: [{ eval/predictions.json: { cache: false } }]'),
    );
    for (const project of projects) {
      await project.write('params.yaml', 'skill: 0.9\n');
      await project.git('commit', '--quiet', '--all', '--message', 'Raise the skill');
    }
    const head = (await projects[0].git('rev-parse', 'HEAD')).trim();
    for (const project of projects) {
      expect(await project.json<Training>('train')).toMatchObject({ ran: ['train', 'predict'], notedCommit: head });
    }
    expect(await projects[0].git('status', '--short')).toContain('eval/predictions.json');
    expect(Object.keys((await noteOf(folder.path)).locks)).toEqual(['models/a/dvc.lock', 'models/b/dvc.lock']);
  });

  it('keep no note while something else of the repository is uncommitted', async () => {
    using folder = temporaryFolder();
    const [a] = await twoProjects(folder.path);
    await a.write('params.yaml', 'skill: 0.9\n');
    await a.git('commit', '--quiet', '--all', '--message', 'Raise the skill');
    await writeFile(join(folder.path, 'tool.sh'), 'true\n');
    const { code, stderr } = await a.sightline('train');
    expect(code).toBe(0);
    expect(stderr).toContain("'../../tool.sh' differs from it");
    await expect(noteOf(folder.path)).rejects.toThrow('no note found');
  });

  it("ask git with paths from the project's root", async () => {
    using folder = temporaryFolder();
    const root = join(folder.path, 'models/a');
    await mkdir(join(root, 'src'), { recursive: true });
    await git(folder.path, 'init', '--quiet', '--initial-branch', 'main');
    await writeFile(join(folder.path, 'lib.sh'), 'true\n');
    await writeFile(join(root, '.gitignore'), '/out\n');
    await writeFile(join(root, 'src/train.mjs'), '');
    const own = createGit(root);
    await own.add(['.gitignore', 'src/train.mjs']);
    expect(await own.prefix()).toBe('models/a/');
    expect((await own.changedFiles()).toSorted()).toEqual(['../../lib.sh', '.gitignore', 'src/train.mjs']);
    expect(await own.tracked(['src'])).toEqual(['src/train.mjs']);
    expect(await own.ignored(['out', 'src'])).toEqual(['out']);
    await git(folder.path, 'commit', '--quiet', '--message', 'Start');
    const tree = await own.tree('HEAD');
    expect((await tree.list('.')).map(({ name }) => name)).toEqual(['.gitignore', 'src']);
    expect(await tree.readText('.gitignore')).toBe('/out\n');
    expect([await tree.kind('src'), await tree.kind('../b'), await tree.kind('../../lib.sh')]).toEqual(['folder', undefined, undefined]);
    await own.add(['../../lib.sh']);
    await git(folder.path, 'commit', '--quiet', '--message', 'Add what lies outside');
    expect(await (await own.tree('HEAD')).readText('../../lib.sh')).toBe('true\n');
    expect((await own.fileIds()).has('../../lib.sh')).toBe(true);
    expect(await createGit(folder.path).prefix()).toBe('');
  });
});

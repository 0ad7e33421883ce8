import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlannedStage } from '../../src/core/pipeline/planned-stage.ts';
import type { Registration } from '../../src/app/register.ts';
import type { Training } from '../../src/app/train.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

/** A toy project with a baseline of 80 % on main, its lock committed. */
async function trained(root: string): Promise<ToyProject> {
  const project = new ToyProject(root);
  await project.create();
  await project.json<Training>('train');
  await project.commit('Train the baseline');
  return project;
}

/** Merges a branch that raises the skill, trained there but without its lock, as after a pull request. */
async function mergeBetter(project: ToyProject, skill = 0.95): Promise<void> {
  await project.git('switch', '--quiet', '--create', 'better');
  await project.write('params.yaml', `skill: ${skill}\n`);
  await project.git('commit', '--quiet', '--all', '--message', 'Raise the skill');
  await project.json<Training>('train');
  await project.git('restore', 'dvc.lock');
  await project.git('switch', '--quiet', 'main');
  await project.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'better');
}

const actions = (steps: readonly PlannedStage[]): Record<string, string> =>
  Object.fromEntries(steps.map(({ stage, action }) => [stage, action]));

describe('the loop', () => {
  it('trains once, answers, merges, registers and trains nothing again', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await mergeBetter(project);

    expect(actions(await project.json<PlannedStage[]>('plan'))).toEqual({ train: 'restore', predict: 'restore' });
    const training = await project.json<Training>('train');
    expect(training).toMatchObject({ ran: [], restored: ['train', 'predict'], trainings: 0 });
    expect(training.notedCommit).toBe((await project.git('rev-parse', 'HEAD')).trim());

    const first = await project.json<Registration>('register');
    expect(first).toMatchObject({ tag: 'toy@v0.1.0', created: true, commit: training.notedCommit });
    expect(await project.git('cat-file', '-t', 'toy@v0.1.0')).toBe('tag\n');
    expect(await project.json<Registration>('register')).toEqual({ ...first, created: false });
    expect(await project.json<Training>('train')).toMatchObject({ ran: [], trainings: 0 });
  });

  it('reads the lock of a fresh clone from the git note', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await mergeBetter(project);
    await project.json<Training>('train');
    await project.git('restore', 'dvc.lock');
    expect((await project.sightline('status', '--json')).stdout).toBe('{}\n');
    expect(actions(await project.json<PlannedStage[]>('plan'))).toEqual({ train: 'unchanged', predict: 'unchanged' });
  });

  it('plans what a change makes stale, and why', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await project.write('params.yaml', 'skill: 0.9\n');
    expect(await project.json<PlannedStage[]>('plan')).toEqual([
      { stage: 'train', action: 'run', reasons: ['params.yaml: skill is modified'] },
      { stage: 'predict', action: 'may-run', reasons: ["it reads what 'train' will write"] },
    ]);
    await project.write('params.yaml', '# a comment\nskill: 0.8\n');
    expect(actions(await project.json<PlannedStage[]>('plan'))).toEqual({ train: 'unchanged', predict: 'unchanged' });
    expect(await project.json<Training>('train')).toMatchObject({ ran: [], trainings: 0 });
  });

  it('registers nothing when a gate says no, and says which', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await mergeBetter(project, 0.5);
    await project.json<Training>('train');
    const { code, stderr } = await project.sightline('register');
    expect(code).toBe(1);
    expect(stderr).toContain('[gate-failed]');
    expect(await project.git('tag')).toBe('');
  });

  it('registers no other version of a commit, and nothing that is no version', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    expect((await project.sightline('register', '--version', '1.0')).stderr).toContain("'1.0' is no version");
    const first = await project.json<Registration>('register', '--version', 'v0.2.0');
    const invalid = await project.sightline('register', '--version', '1.0');
    expect(invalid).toMatchObject({ code: 2, stderr: expect.stringContaining('[invalid-version]') as string });
    const other = await project.sightline('register', '--version', 'v0.0.1');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("HEAD is registered already, as toy@v0.2.0, and can't become v0.0.1");
    expect(await project.json<Registration>('register', '--version', 'v0.2.0')).toEqual({ ...first, created: false });
    expect(await project.git('tag')).toBe('toy@v0.2.0\n');
  });

  it('tells the status without the spec, and runs nothing with a broken one', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await project.write('sightline.yaml', 'version: 99\n');
    expect(await project.sightline('status', '--json')).toMatchObject({ code: 0, stdout: '{}\n' });
    expect((await project.sightline('repro')).stderr).toContain('[invalid-spec]');
  });

  it('gives two registrations at once one version', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    const both = await Promise.all([project.json<Registration>('register'), project.json<Registration>('register')]);
    expect(both.map(({ tag }) => tag)).toEqual(['toy@v0.1.0', 'toy@v0.1.0']);
    expect(await project.git('tag')).toBe('toy@v0.1.0\n');
  });
});

describe('what may be believed', () => {
  it('is no lock that a commit was not trained with', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await project.write('params.yaml', 'skill: 0.99\n');
    await project.git('commit', '--quiet', '--all', '--message', 'Claim a better model with the old lock');
    await project.json<Training>('train');
    await project.git('restore', 'dvc.lock');
    await project.git('notes', '--ref', 'refs/notes/sightline', 'remove', '--ignore-missing', 'HEAD');
    const { code, stderr } = await project.sightline('register');
    expect(code).toBe(2);
    expect(stderr).toContain('[unknown-artifact]');
    expect((await project.sightline('compare', '--base', 'HEAD')).stderr).toContain('[stale-lock]');
  });

  it('is no cached run that was made with other code', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await project.write('params.yaml', 'skill: 0.7\n');
    await project.json<Training>('train');
    await project.write('params.yaml', 'skill: 0.8\n');
    await project.write('bias.mjs', 'export const bias = 0.1;\n'); // imported, and not declared as a dependency
    const [train] = await project.json<PlannedStage[]>('plan');
    expect(train).toMatchObject({ action: 'run', notReused: expect.stringContaining('code') as string });
    expect(await project.json<Training>('train')).toMatchObject({ ran: ['train', 'predict'] });
    expect(await project.read('models/toy.txt')).toBe('0.9');
  });

  it('is no cached run that was made in another environment, or by nobody knows whom', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await project.write('params.yaml', 'skill: 0.7\n');
    await project.json<Training>('train');
    await project.write('params.yaml', 'skill: 0.8\n');
    await project.write('package-lock.json', '{ "torch": 2 }\n');
    expect(actions(await project.json<PlannedStage[]>('plan'))['train']).toBe('run');
    await project.write('package-lock.json', '{}\n');
    expect(actions(await project.json<PlannedStage[]>('plan'))['train']).toBe('restore');
    await rm(join(folder.path, '.dvc/cache/sightline'), { recursive: true });
    expect(actions(await project.json<PlannedStage[]>('plan'))['train']).toBe('run');
  });

  it('is no note that was tampered with', async () => {
    using folder = temporaryFolder();
    const project = await trained(folder.path);
    await project.git(
      'notes',
      '--ref',
      'refs/notes/sightline',
      'add',
      '--message',
      '{"version":1,"locks":{"dvc.lock":"stages: ["}}',
      'HEAD',
    );
    expect((await project.sightline('plan')).code).toBe(0); // the file in the workspace holds, and nobody asks the note
    await project.write('params.yaml', 'skill: 0.7\n');
    const { code, stderr } = await project.sightline('plan');
    expect(code).toBe(2);
    expect(stderr).toMatch(/\[(invalid-lock-file|yaml-syntax)\]/);
  });
});

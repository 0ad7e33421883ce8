import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/metrics/comparison.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

describe('a project without git', () => {
  it('is not told to commit anything to git', async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(folder.path);
    expect((await project.sightline('init', '--no-scm')).stdout).toBe('Initialized DVC repository.\n');
    await project.write('in.txt', 'one\n');
    await project.write('dvc.yaml', 'stages: { copy: { cmd: cp in.txt out.txt, deps: [in.txt], outs: [out.txt] } }\n');
    const said = [await project.sightline('add', 'in.txt'), await project.sightline('repro'), await project.sightline('commit')];
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(said.map(({ stdout, stderr }) => stdout + stderr).join('')).not.toMatch(/\bgit\b/);
  });

  it('compares two files', async () => {
    using folder = temporaryFolder();
    const project = new ToyProject(folder.path);
    await project.createWithoutGit();
    await project.json('repro');
    await project.write('base.json', await project.read('eval/predictions.json'));
    await project.write('params.yaml', 'skill: 0.95\n');
    await project.json('repro');
    await project.write('head.json', await project.read('eval/predictions.json'));
    expect(await project.json<Comparison>('compare', '--base', 'base.json', '--head', 'head.json')).toMatchObject({ verdict: 'better' });
    expect(await project.json<Comparison>('compare', '--base', 'base.json')).toMatchObject({ verdict: 'better' });
    expect((await project.sightline('compare')).stderr).toContain('[not-a-repository]');
    expect((await project.sightline('compare', '--base', 'main')).stderr).toContain('[unknown-revision]');
    expect((await project.sightline('register')).stderr).toContain('[not-a-repository]');
  });
});

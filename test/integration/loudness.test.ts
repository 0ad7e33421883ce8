import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

it('prints nothing when quiet, and why stages are stale when verbose', async () => {
  using folder = temporaryFolder();
  const project = new ToyProject(folder.path);
  await project.create();
  const first = await project.sightline('repro', '-v');
  expect(first.stderr).toContain("Stage 'train' is stale: it has no run recorded yet\n");
  await project.sightline('evaluate');
  await project.write('dvc.yaml', `${await project.read('dvc.yaml')}metrics: [eval/metrics.json]\n`);
  await project.commit('Evaluate');
  await project.write('params.yaml', 'skill: 0.9\n');
  await project.write('eval/metrics.json', '{ "accuracy": 1 }\n');
  const quiet = { code: 0, stdout: '', stderr: '' };
  for (const command of ['dag', 'dag --json', 'metrics show', 'metrics diff', 'params diff', 'params diff --json', 'status --json']) {
    expect(await project.sightline(...command.split(' '), '--quiet')).toEqual(quiet);
    const plain = await project.sightline(...command.split(' '));
    expect(plain.stdout).not.toBe('');
    expect(await project.sightline(...command.split(' '), '--verbose')).toEqual(plain);
  }
  expect(await project.sightline('status', '-q')).toEqual({ ...quiet, code: 1 });
  expect((await project.sightline('status', '-q', '-v')).code).toBe(2);
  expect((await project.sightline('checkout', '-v')).code).toBe(0);
  expect((await project.sightline('repro', '-v')).stderr).toContain("Stage 'train' is stale: params.yaml: skill is modified\n");
  expect((await project.sightline('repro', '-v')).stderr).not.toContain('stale');
  expect((await project.sightline('repro', '-v', '-f', 'train')).stderr).toContain("Stage 'train' is stale: it is forced\n");
  expect(await project.sightline('repro', '-q')).toEqual(quiet);
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type TestProject, testProject } from '../support/test-project.ts';

const files = {
  'dvc.yaml': `stages:
  slow: {cmd: 'cp raw.txt out && test ! -e wait || { touch started; sleep 60; }', deps: [raw.txt], outs: [out]}
`,
  'raw.txt': 'one\n',
};
const cli = join(import.meta.dirname, '../../src/cli/sightline.ts');

/** A project with one commit whose run of another input was killed. */
async function killedProject(): Promise<TestProject> {
  const project = await testProject(files);
  await project.repro();
  project.git('add', '--all');
  project.git('commit', '--quiet', '--message', 'one');
  project.write('raw.txt', 'two\n');
  project.write('wait', '');
  const child = spawn(process.execPath, [cli, 'repro'], { cwd: project.root, env: project.env, stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  await expect.poll(() => project.exists('started'), { timeout: 30_000 }).toBe(true);
  child.kill('SIGKILL');
  await ended;
  return project;
}

it('puts outputs back after a kill, when nothing happened since', async () => {
  using project = await killedProject();
  expect(project.read('out')).toBe('two\n');
  await project.commit(false).catch(() => undefined);
  expect(project.read('out')).toBe('one\n');
  expect(project.said().join('\n')).toContain("Stage 'slow' was killed while it ran: its outputs of before are back.");
});

it.each([
  ['another commit is checked out', (project: TestProject) => project.git('commit', '--quiet', '--allow-empty', '--message', 'two')],
  [
    'the lock has another run of the stage',
    (project: TestProject) => project.write('dvc.lock', project.read('dvc.lock').replaceAll(/size: \d+/g, 'size: 9')),
  ],
  ['the lock is broken', (project: TestProject) => project.write('dvc.lock', '<<<<<<< HEAD\n')],
])('keeps outputs aside after a kill when %s', async (_case, change) => {
  using project = await killedProject();
  change(project);
  project.write('out', 'newer\n');
  await project.commit(false).catch(() => undefined);
  expect(project.read('out')).toBe('newer\n');
  expect(project.read('.dvc/tmp/sightline/failed/slow/out')).toBe('one\n');
  expect(project.said().join('\n')).toContain('not put back, but kept in');
});

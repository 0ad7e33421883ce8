import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { type TestProject, testProject } from '../support/test-project.ts';

/** A project in a folder of its repository, with an AWS file beside it that leaves `ran` when its program is run. */
async function projectWith(settings: string, file = '.dvc/config'): Promise<TestProject> {
  const project = await testProject({ x: 'x', [file]: `[core]\n    remote = r\n['remote "r"']\n    url = s3://b\n${settings}` });
  const program = `sh -c "touch ${join(project.root, 'ran')}; exit 1"`;
  const sections = ['default', 'profile p', 'p'].map((name) => `[${name}]\ncredential_process = ${program}\n`);
  for (const path of ['evil', 'sub/evil', '../evil']) {
    project.write(path, sections.join(''));
  }
  mkdirSync(join(project.root, 'sub/deep'));
  symlinkSync('evil', join(project.root, 'link'));
  await project.add('x');
  return project;
}

function push(project: TestProject, cwd: string): string {
  const { status, stderr } = spawnSync(process.execPath, [resolve('dist/sightline.mjs'), 'push'], {
    cwd: join(project.root, cwd),
    env: { ...project.env, AWS_EC2_METADATA_DISABLED: 'true' },
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  return stderr;
}

it.each([
  ['/proc/self/cwd/evil', '.', 'credentialpath', 'config', ''],
  ['../../evil', 'sub/deep', 'credentialpath', 'config.local', ''],
  ['../../evil', '.', 'configpath', 'config', 'profile = p'],
  ['../evil', '.', 'configpath', 'config.sightline', ''],
  ['../link', '.', 'credentialpath', 'config', 'profile = p'],
  ['~/sub/../repository/evil', 'sub', 'credentialpath', 'config', ''],
])('an AWS file that the project names runs nothing: %s from %s', async (path, cwd, key, file, profile) => {
  using project = await projectWith('', `.dvc/${file}`);
  project.write(`.dvc/${file}`, `${project.read(`.dvc/${file}`)}    ${key} = ${path}\n    ${profile}\n`);
  expect(push(project, cwd)).toMatch(/credential_process.*isn't obeyed/);
  expect(project.exists('ran')).toBe(false);
});

it.each(['credentialpath', 'configpath'])("%s of the person's own configuration may name a program", async (key) => {
  using project = await projectWith('');
  project.write('../none/dvc/config', `['remote "r"']\n    ${key} = ../../evil\n`);
  expect(push(project, 'sub')).toContain('no AWS credentials');
  expect(project.exists('ran')).toBe(true);
});

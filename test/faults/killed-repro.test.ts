import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type TestProject, testProject } from '../support/test-project.ts';
import { chance, cli, corruptObjects, type Ended, faults, runKilled, seed } from './killed-process.ts';

/** Stages that write many files and take their time, so that a kill hits hashing, copying, running and recording. */
const files: Readonly<Record<string, string>> = {
  'dvc.yaml': `stages:
  prepare:
    cmd: mkdir prepared && for i in $(seq 1 60); do cat raw.txt params.yaml > prepared/$i; echo $i >> prepared/$i; done
    deps: [raw.txt]
    params: [round]
    outs: [prepared]
  train:
    cmd:
    - echo half > model.bin
    - sleep 0.1
    - cat prepared/* > model.bin
    deps: [prepared]
    outs: [model.bin]
  evaluate:
    cmd: wc -c < model.bin > size.txt
    deps: [model.bin]
    metrics:
    - size.txt: {cache: false}
`,
  'raw.txt': 'raw\n',
  'params.yaml': 'round: 0\n',
};

/** Runs `sightline repro` as a process; killed after some milliseconds unless it ended before. */
function reproProcess(project: TestProject, after?: number): Promise<Ended> {
  return runKilled(project, ['repro'], after === undefined ? {} : { after });
}

function outputs(project: TestProject): Readonly<Record<string, string>> {
  const prepared = readdirSync(join(project.root, 'prepared')).map((name) => `prepared/${name}`);
  return Object.fromEntries(['dvc.lock', '.gitignore', 'model.bin', 'size.txt', ...prepared].map((path) => [path, project.read(path)]));
}

/** Waits until something is so. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) {
    await delay(20);
  }
}

it(`repro works after kill -9 at any moment (seed ${seed}, ${faults} kills)`, async () => {
  using project = await testProject(files);
  const started = performance.now();
  expect(await reproProcess(project)).toMatchObject({ code: 0 });
  const duration = performance.now() - started;
  for (let round = 1; round <= faults; round += 1) {
    project.write('params.yaml', `round: ${round}\n`);
    await reproProcess(project, chance(`repro:${round}`) * duration);
    expect(corruptObjects(join(project.root, '.dvc/cache'))).toEqual([]);
    const again = await reproProcess(project);
    expect(again, `round ${round}: ${again.said}`).toMatchObject({ code: 0 });
    using clean = await testProject({ ...files, 'params.yaml': `round: ${round}\n` });
    expect(await clean.repro()).toMatchObject({ prepare: 'ran', train: 'ran', evaluate: 'ran' });
    expect(outputs(project)).toEqual(outputs(clean));
    expect([...(await project.status())]).toEqual([]);
    const inTheWay = readdirSync(join(project.root, '.dvc/tmp/sightline')).filter((name) => name === 'running');
    expect(inTheWay.flatMap((name) => readdirSync(join(project.root, '.dvc/tmp/sightline', name)))).toEqual([]);
  }
});

it('two repro at once run each stage once, and the second says for whom it waits', async () => {
  using project = await testProject({
    ...files,
    'dvc.yaml': `stages:
  slow: {cmd: 'echo ran >> .dvc/tmp/runs && sleep 2 && cp raw.txt out', deps: [raw.txt], outs: [out]}
`,
  });
  const both = await Promise.all([reproProcess(project), reproProcess(project)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(project.read('.dvc/tmp/runs')).toBe('ran\n');
  expect(both.map(({ said }) => said).join('')).toMatch(/Waiting for 'sightline repro' \(process \d+\) to end\./);
});

it('a stop by signal puts the outputs of before back', async () => {
  using project = await testProject({
    ...files,
    'dvc.yaml': `stages:
  slow: {cmd: 'cp raw.txt out && test ! -e wait || sleep 60', deps: [raw.txt], outs: [out]}
`,
  });
  expect(await reproProcess(project)).toMatchObject({ code: 0 });
  project.write('wait', '');
  project.write('raw.txt', 'new\n');
  const child = spawn(process.execPath, [cli, 'repro'], { cwd: project.root, env: project.env, stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  await until(() => project.exists('out') && project.read('out') === 'new\n');
  child.kill('SIGTERM');
  expect(await ended).toBe(1);
  expect(project.read('out')).toBe('raw\n');
});

it('a full disk while data is added leaves the data, and no half object', async () => {
  using project = await testProject({ 'big.bin': 'x'.repeat(1 << 20) });
  const limited = spawn('/bin/sh', ['-c', `trap '' XFSZ; ulimit -f 64; exec "$0" "$@"`, process.execPath, cli, 'add', 'big.bin'], {
    cwd: project.root,
    env: project.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  limited.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => {
    limited.once('exit', resolve);
  });
  expect({ code, said }).toMatchObject({ code: 2, said: expect.stringContaining('[write-failed]') as unknown });
  expect(project.exists('big.bin.dvc')).toBe(false);
  expect(project.read('big.bin')).toHaveLength(1 << 20);
  expect(
    readdirSync(join(project.root, '.dvc/cache'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{30}|tmp$/.test(name.split('/').at(-1) ?? ''),
    ),
  ).toEqual(['sightline/tmp']);
  expect(await project.add('big.bin')).toContain('big.bin.dvc');
});

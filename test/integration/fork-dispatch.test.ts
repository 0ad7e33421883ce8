import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { s3Rig, type S3Rig } from '../rigs/s3.ts';
import { execute, git } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const { jobs } = parse(readFileSync('templates/workflows/sightline-dispatch.yml', 'utf8')) as {
  jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
};
const root = resolve(import.meta.dirname, '../..');

let folder: ReturnType<typeof temporaryFolder>;
let server: S3Rig;
let path: string;

beforeAll(async () => {
  [folder, server] = [temporaryFolder(), await s3Rig()];
  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  symlinkSync(join(root, 'dist/sightline.mjs'), join(bin, 'sightline'));
  path = [bin, dirname(process.execPath), process.env['PATH']].join(':');
}, 600_000);

afterAll(async () => {
  folder[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** Runs the scripts of a job as the runner does, with nothing in the environment but what is given. */
async function runJob(name: string, cwd: string, inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) {
  const said: string[] = [];
  for (const { run, env: own = {} } of jobs[name]?.steps ?? []) {
    if (run !== undefined) {
      const filled = Object.entries(own).map(([key, text]) => [
        key,
        text.replace(/^\$\{\{ inputs\.([\w-]+) \}\}$/, (_, input: string) => inputs[input] ?? ''),
      ]);
      const all = {
        PATH: path,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        ...env,
        ...(Object.fromEntries(filled) as Record<string, string>),
      };
      const shell = [
        '-i',
        ...Object.entries(all).map(([key, value]) => `${key}=${value}`),
        'bash',
        '--noprofile',
        '--norc',
        '-eo',
        'pipefail',
        '-c',
        run,
      ];
      const { code, stdout, stderr } = await execute('env', shell, cwd);
      expect(`${code} ${stderr}${stdout}`).toMatch(/^0 /);
      said.push(stdout, stderr);
    }
  }
  return said.join('');
}

/** The base repository, whose test labels and results are in a bucket, and a stranger's fork of it with code of its own. */
async function makeRepositories(): Promise<{
  readonly base: string;
  readonly fork: string;
  readonly sha: string;
  readonly forked: string;
}> {
  const [base, forked] = [join(folder.path, 'base'), join(folder.path, 'fork')];
  const project = new ToyProject(base);
  await project.create();
  await project.git('rm', '--quiet', '--cached', 'labels.csv');
  await project.sightline('add', 'labels.csv');
  await project.sightline('remote', 'add', '-d', 'store', `s3://${server.bucket}/store`);
  await project.sightline('remote', 'modify', 'store', 'endpointurl', server.endpoint);
  await project.sightline('train');
  expect(
    (
      await execute(
        'env',
        [...Object.entries(server.env).map(([key, value]) => `${key}=${value}`), join(root, 'dist/sightline.mjs'), 'push'],
        base,
      )
    ).code,
  ).toBe(0);
  await project.commit('Trained');
  await git(folder.path, 'clone', '--quiet', base, forked);
  copyFileSync(join(root, 'test/workflows/fork-probe/probe.ts'), join(forked, 'probe.ts'));
  const probing = `import { execFileSync } from 'node:child_process';\nexecFileSync(process.execPath, ['probe.ts'], { stdio: 'inherit' });\n`;
  writeFileSync(join(forked, 'train.mjs'), `${probing}${readFileSync(join(forked, 'train.mjs'), 'utf8')}`);
  await git(forked, 'add', '--all');
  await git(forked, 'commit', '--quiet', '--message', 'Theirs');
  const at = async (of: string): Promise<string> => (await git(of, 'rev-parse', 'HEAD')).trim();
  return { base, fork: await at(base), sha: await at(forked), forked };
}

it("trains a fork's commit from the template's own scripts, where its code finds nothing and all data that it needs", async () => {
  const { base, fork: baseSha, sha, forked } = await makeRepositories();
  const inputs = { 'pull-request': '7', fork: 'true', sha, base: baseSha, set: '{"skill":0.95}' };
  const [light, gpu] = ['light', 'gpu'].map((name) => join(folder.path, name)) as [string, string];
  for (const [at, from] of [
    [light, base],
    [join(light, 'head'), forked],
    [gpu, forked],
  ] as const) {
    await git(folder.path, 'clone', '--quiet', from, at);
  }
  await git(gpu, 'checkout', '--quiet', '--detach', sha);
  await git(gpu, 'remote', 'set-url', 'origin', 'https://127.0.0.1:1/acme/defects');
  const temp = (name: string): string => {
    mkdirSync(join(folder.path, `${name}-temp/home`), { recursive: true });
    return join(folder.path, `${name}-temp`);
  };
  await runJob('prepare', light, inputs, { ...server.env, RUNNER_TEMP: temp('light'), HOME: join(temp('light'), 'home') });
  expect(readFileSync(join(temp('light'), 'sightline-data/urls.json'), 'utf8')).not.toContain(server.secretAccessKey);
  cpSync(join(temp('light'), 'sightline-data'), join(temp('gpu'), 'sightline-data'), { recursive: true });
  const summary = join(folder.path, 'summary.md');
  const output = join(folder.path, 'found.json');
  const probed = { PROBE_OUTPUT: output, PROBE_METADATA: 'http://127.0.0.1:1/', PROBE_SOCKETS: '' };
  const bare = { RUNNER_TEMP: temp('gpu'), HOME: join(temp('gpu'), 'home'), GITHUB_STEP_SUMMARY: summary, ...probed };
  await runJob('train', gpu, inputs, bare);
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
    findings: [],
    searches: expect.objectContaining({ length: 6 }) as unknown,
  });
  expect(readFileSync(join(gpu, 'models/toy.txt'), 'utf8')).toBe('0.95');
  expect(readFileSync(join(gpu, 'labels.csv'), 'utf8')).toContain('img/0.png,cat');
  expect(readFileSync(summary, 'utf8')).toMatch(/better/i);

  writeFileSync(join(gpu, 'params.yaml'), 'skill: 0.5\n');
  await execute(
    'env',
    [
      '-i',
      ...Object.entries({ PATH: path, GIT_CONFIG_NOSYSTEM: '1', ...bare, AWS_SECRET_ACCESS_KEY: 'planted' }).map(
        ([key, value]) => `${key}=${value}`,
      ),
      'sightline',
      'train',
      'train',
    ],
    gpu,
  );
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ findings: [{ kind: 'environment', where: 'AWS_SECRET_ACCESS_KEY' }] });
});

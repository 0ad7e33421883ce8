import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSpec } from '../../src/core/spec/read-spec.ts';
import { execute, git, sightline, type Finished } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const commit = 'c0ffee'.repeat(6) + 'c0de';
const source = ['--actions', `acme/sightline@${commit} v1.0.0`];
const given = [
  '--yes --model cracks --images data/photos --labels labels/test.csv --runs-on self-hosted,a100 --remote s3://acme/data',
  '--region eu-north-1 --untrusted-role arn:aws:iam::210987654321:role/pr --trusted-role arn:aws:iam::210987654321:role/main',
]
  .flatMap((line) => line.split(' '))
  .concat(source);
const workflows = ['sightline-release.yml', 'sightline-report.yml', 'sightline-train.yml'];

async function repository(root: string): Promise<(...args: string[]) => Promise<Finished>> {
  await mkdir(root, { recursive: true });
  await git(root, 'init', '--quiet', '--initial-branch', 'trunk');
  return (...args) => sightline(root, 'init', ...args);
}

describe('sightline init --yes', () => {
  it('writes a spec, the workflows and the remote, and says the next steps', async () => {
    using folder = temporaryFolder();
    const init = await repository(folder.path);
    const { code, stdout, stderr } = await init(...given);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const read = (path: string): Promise<string> => readFile(join(folder.path, path), 'utf8');
    expect(await read('sightline.yaml')).toContain('name: cracks');
    expect(await readdir(join(folder.path, '.github/workflows'))).toEqual(expect.arrayContaining(workflows));
    const release = await read('.github/workflows/sightline-release.yml');
    expect(release).toContain(`acme/sightline/actions/train@${commit} # v1.0.0`);
    expect(release).toContain('branches: [trunk]');
    expect(release).toContain('role-to-assume: arn:aws:iam::210987654321:role/main');
    expect(await read('.dvc/config')).toContain('url = s3://acme/data');
    expect(stdout).toMatch(/Next:\n1\. [^\n]*dvc\.yaml[^\n]*\n2\. [^\n]*push\.\n3\. [^\n]*role\/pr[^\n]*\n4\. [^\n]*self-hosted, a100/);
  });

  it('overwrites nothing that differs unless it is told to, and says which; what is the same is left alone', async () => {
    using folder = temporaryFolder();
    const init = await repository(folder.path);
    await init(...given);
    const own = 'version: 1\n# ours\n';
    const train = join(folder.path, '.github/workflows/sightline-train.yml');
    const [written, release] = [await readFile(train, 'utf8'), join(folder.path, '.github/workflows/sightline-release.yml')];
    await Promise.all([writeFile(join(folder.path, 'sightline.yaml'), own), writeFile(train, `${written}# more\n`)]);
    const before = (await stat(release)).mtimeMs;
    const kept = await init(...given);
    expect(kept).toMatchObject({ code: 1, stderr: expect.stringContaining('kept .github/workflows/sightline-train.yml') as unknown });
    expect(await readFile(train, 'utf8')).toBe(`${written}# more\n`);
    expect(await init(...given, '--overwrite-workflows')).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(train, 'utf8')).toBe(written);
    expect(await readFile(join(folder.path, 'sightline.yaml'), 'utf8')).toBe(own);
    expect((await stat(release)).mtimeMs).toBe(before);
  });

  it.each([
    ['stages: { fit: { cmd: x, outs: [models] }, other: { cmd: y, outs: [z] } }', ['fit']],
    ['stages: { fit: { foreach: [1, 2], do: { cmd: x, outs: ["models/${item}"] } } }', []],
    ['stages: {}', ['train']],
  ])('names the stages that write the artifact: of %s %j', async (pipeline, stages) => {
    using folder = temporaryFolder();
    const init = await repository(folder.path);
    await writeFile(join(folder.path, 'dvc.yaml'), `${pipeline}\n`);
    expect(await init(...given)).toMatchObject({ code: 0 });
    const spec = readSpec(await readFile(join(folder.path, 'sightline.yaml'), 'utf8'));
    expect(spec.train.stages ?? []).toEqual(stages);
  });

  it('sets up a repository that has a DVC project, whose remote stays', async () => {
    using folder = temporaryFolder();
    const init = await repository(folder.path);
    await init();
    await sightline(folder.path, 'remote', 'add', '-d', 'old', 's3://acme/old');
    expect(await init(...given)).toMatchObject({ code: 0, stdout: expect.stringContaining("the default remote stays 'old'") as unknown });
    expect(await readFile(join(folder.path, '.dvc/config'), 'utf8')).not.toContain('s3://acme/data');
  });

  it('promises nothing of a spec that was there, and says which actions are missing', async () => {
    using folder = temporaryFolder();
    const init = await repository(folder.path);
    await init(...given);
    await writeFile(join(folder.path, 'dvc.yaml'), 'stages: {}\n');
    const { stdout } = await init('--yes', '--runs-on', 'tpu', '--actions', './ci/actions', '--overwrite-workflows');
    expect(stdout).toContain('sightline.yaml stays as it is');
    expect(stdout).toContain('train.runsOn');
    expect(stdout).not.toContain('tpu');
    expect(stdout).toMatch(/1\. [^\n]*\.\/ci\/actions/);
    await mkdir(join(folder.path, 'ci/actions/setup'), { recursive: true });
    expect((await init('--yes', '--actions', './ci/actions')).stdout).not.toContain('./ci/actions');
  });

  it.each([
    [['--yes'], 'this build of Sightline belongs to no release'],
    [['--yes', '--actions', 'acme/sightline@v1'], 'names no actions'],
    [['--yes', ...source, '--region', 'eu-north-1'], 'untrusted must look like'],
    [['--yes', ...source, '--task', 'guessing'], "'guessing' is no task"],
    [['--yes', ...source, '--model', 'Cracks!'], 'must be 2 to 64 lower-case letters'],
    [['--yes', ...source, '--images', '../data'], 'must be a path inside the repository'],
    [['--yes', ...source, '--runs-on', 'gpu, $(x)'], "'$(x)' is no label"],
    [['--yes', ...source, '--no-scm'], '--yes goes with neither'],
    [['--model', 'cracks'], 'which nobody asked for'],
  ])('refuses %j before it writes anything', async (args, message) => {
    using folder = temporaryFolder();
    const init = await repository(folder.path);
    const { code, stderr } = await init(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(await readdir(folder.path)).toEqual(['.git']);
  });
});

describe('sightline init on a terminal', () => {
  const cli = resolve('dist/sightline.mjs');
  const onTerminal = (root: string, typed: string): Promise<Finished> => {
    const keys = `sleep 1; printf '${typed}' | while IFS= read -r -n1 key; do printf '%s' "\${key:-$(printf '\\r')}"; sleep 0.15; done`;
    return execute(
      'bash',
      [
        '-c',
        `(${keys}; sleep 2) | script -qec "stty cols 160; ${process.execPath} ${cli} init ${source[0]} acme/sightline@${commit}" /dev/null`,
      ],
      root,
    );
  };

  it('asks whether anything but a DVC project is wanted', { timeout: 30_000 }, async () => {
    using folder = temporaryFolder();
    await repository(folder.path);
    expect((await onTerminal(folder.path, 'n\\n')).stdout).toContain('Initialized DVC repository.');
    expect((await readdir(folder.path)).toSorted()).toEqual(['.dvc', '.dvcignore', '.git']);
  });

  it('asks for each answer, and suggests one', { timeout: 30_000 }, async () => {
    using folder = temporaryFolder();
    await repository(folder.path);
    const { stdout } = await onTerminal(folder.path, 'y\\n\\n\\n\\n\\n\\n\\n\\n\\n');
    expect(stdout).toContain("The model's name");
    expect(stdout).toContain('Next:');
    expect(await readdir(join(folder.path, '.github/workflows'))).toEqual(expect.arrayContaining(workflows));
  });
});

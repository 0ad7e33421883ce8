import { existsSync, globSync, readdirSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowLinters, type WorkflowLinters } from '../rigs/workflow-tools.ts';
import { execute } from '../support/cli.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let linters: WorkflowLinters;
beforeAll(async () => {
  linters = await workflowLinters();
});

/** Every workflow of the repository and of the templates, below a repository's usual folder: zizmor and actionlint look there. */
async function gathered(): Promise<TemporaryFolder> {
  const folder = temporaryFolder();
  const target = join(folder.path, '.github/workflows');
  await mkdir(target, { recursive: true });
  for (const source of ['templates/workflows', '.github/workflows'].filter((path) => existsSync(path))) {
    await cp(source, target, { recursive: true });
  }
  await writeFile(join(folder.path, '.github/actionlint.yaml'), 'self-hosted-runner: { labels: [gpu, ephemeral] }\n');
  await execute('git', ['init', '--quiet'], folder.path);
  return folder;
}

const actions = globSync(['action.yml', 'actions/*/action.yml', 'test/rigs/runner/stand-ins/*/action.yml']);

/** Ours are pinned in a release; before it their commit is all zeros. */
const zizmorConfig = 'rules:\n  self-repository:\n    disable: true\n';

async function lint(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await execute(program, args, cwd);
  return code === 0 ? '' : `${stdout}${stderr}`;
}

describe('every workflow', () => {
  it('is well-formed, says actionlint', async () => {
    using folder = await gathered();
    expect(await lint(linters.actionlint, ['-no-color', '-shellcheck=', '-pyflakes='], folder.path)).toBe('');
  });

  it('is safe, says zizmor', async () => {
    using folder = await gathered();
    await writeFile(join(folder.path, 'zizmor.yml'), zizmorConfig);
    expect(
      await lint(linters.zizmor, ['--offline', '--no-progress', '--strict-collection', '--config', 'zizmor.yml', '.'], folder.path),
    ).toBe('');
  });

  it('fits the schema', async () => {
    using folder = await gathered();
    const files = readdirSync(join(folder.path, '.github/workflows')).map((name) => `.github/workflows/${name}`);
    expect(await lint(linters.checkJsonschema, ['--builtin-schema', 'vendor.github-workflows', ...files], folder.path)).toBe('');
  });

  it('is refused by each of them when it is broken', async () => {
    using folder = await gathered();
    const steps = ['    steps:', '      - uses: actions/checkout@v6', '      - run: echo ${{ github.head_ref }}'];
    const broken = ['on: pull_request_target', 'jobs:', '  a:', '    runs-on: gpus', '    timeout: 1', ...steps].join('\n');
    await writeFile(join(folder.path, '.github/workflows/broken.yml'), broken);
    expect(await lint(linters.actionlint, ['-no-color', '-shellcheck=', '-pyflakes='], folder.path)).toContain('"gpus"');
    const zizmor = await lint(linters.zizmor, ['--offline', '--no-progress', '--strict-collection', '.'], folder.path);
    expect(zizmor).toContain('broken.yml');
    expect(
      await lint(linters.checkJsonschema, ['--builtin-schema', 'vendor.github-workflows', '.github/workflows/broken.yml'], folder.path),
    ).toContain('broken.yml');
  });
});

describe('every action', () => {
  it('fits the schema', async () => {
    expect(await lint(linters.checkJsonschema, ['--builtin-schema', 'vendor.github-actions', ...actions], resolve('.'))).toBe('');
  });

  it('is safe, says zizmor', async () => {
    using folder = temporaryFolder();
    await writeFile(join(folder.path, 'zizmor.yml'), zizmorConfig);
    const args = ['--offline', '--no-progress', '--strict-collection', '--config', join(folder.path, 'zizmor.yml'), ...actions];
    expect(await lint(linters.zizmor, args, resolve('.'))).toBe('');
  });
});

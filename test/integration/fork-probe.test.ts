import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { freePort, waitUntilUp } from '../rigs/s3.ts';
import { execute, git } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { WebServer } from '../support/web-server.ts';
import type { Finding } from '../workflows/fork-probe/probe.ts';

/** A runner as it should be: a clone whose origin takes nothing, an empty home, no way out. */
class Runner implements Disposable {
  readonly #folder = temporaryFolder();
  readonly workspace = join(this.#folder.path, 'work');
  readonly env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(this.#folder.path, 'home'),
    RUNNER_TEMP: join(this.#folder.path, 'temp'),
    GIT_CONFIG_NOSYSTEM: '1',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/defects',
    GITHUB_SHA: 'a'.repeat(40),
    PROBE_METADATA: 'http://127.0.0.1:1/',
    PROBE_SOCKETS: '',
  };

  static async start(): Promise<Runner> {
    const runner = new Runner();
    ['home/x', 'temp/x'].forEach((path) => mkdirSync(dirname(join(runner.#folder.path, path)), { recursive: true }));
    mkdirSync(runner.workspace);
    await git(runner.workspace, 'init', '--quiet');
    await git(runner.workspace, 'commit', '--quiet', '--allow-empty', '--message', 'x');
    await git(runner.workspace, 'remote', 'add', 'origin', join(runner.#folder.path, 'nowhere'));
    return runner;
  }

  plant(path: string, text: string): void {
    const file = join(this.#folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  async probe(): Promise<readonly Finding[]> {
    const args = ['-i', ...Object.entries(this.env).map(([name, value]) => `${name}=${value}`)];
    const program = resolve(import.meta.dirname, '../workflows/fork-probe/probe.ts');
    const { stdout } = await execute('env', [...args, process.execPath, program], this.workspace);
    return (JSON.parse(stdout) as { findings: readonly Finding[] }).findings;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

it('finds nothing where nothing is', async () => {
  using runner = await Runner.start();
  expect(await runner.probe()).toEqual([]);
});

const token = `ghs_${'a'.repeat(36)}`;

it.each([
  ['GITHUB_TOKEN', 'x'],
  ['GH_TOKEN', 'x'],
  ['ACTIONS_ID_TOKEN_REQUEST_URL', 'x'],
  ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'x'],
  ['ACTIONS_RUNTIME_TOKEN', 'x'],
  ['INPUT_TOKEN', 'x'],
  ['AWS_ACCESS_KEY_ID', 'x'],
  ['AWS_SECRET_ACCESS_KEY', 'x'],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', 'x'],
  ['DB_PASSWORD', 'x'],
  ['WEIGHTS', token],
  ['ANYTHING', 'AKIAABCDEFGHIJKLMNOP'],
  ['DATA', 'https://bucket/x?X-Amz-Signature=1'],
])('finds %s in the environment', async (name, value) => {
  using runner = await Runner.start();
  runner.env[name] = value;
  expect(await runner.probe()).toEqual([{ kind: 'environment', where: name }]);
});

it.each([
  ['credential.helper', 'store'],
  ['credential.https://github.com.helper', 'store'],
  ['http.https://github.com/.extraheader', 'AUTHORIZATION: basic eA=='],
  ['url.https://x:y@github.com/.insteadof', 'https://github.com/'],
  ['core.sshcommand', 'ssh -i key'],
])("finds git's %s", async (name, value) => {
  using runner = await Runner.start();
  await git(runner.workspace, 'config', name, value);
  expect((await runner.probe()).map(({ kind }) => kind)).toContain('git-config');
});

it('finds what git includes from elsewhere, as checkout keeps it', async () => {
  using runner = await Runner.start();
  runner.plant('temp/git-credentials-1.config', '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic eA==\n');
  await git(runner.workspace, 'config', 'include.path', join(runner.env['RUNNER_TEMP'] ?? '', 'git-credentials-1.config'));
  expect((await runner.probe()).map(({ kind }) => kind)).toEqual(['git-config', 'file']);
});

it.each([
  ['home/.git-credentials', 'https://x:y@github.com'],
  ['home/.config/git/credentials', 'https://x:y@github.com'],
  ['home/.netrc', 'machine github.com login x password y'],
  ['home/.aws/credentials', '[default]\n'],
  ['home/.docker/config.json', '{}'],
  ['home/.config/gh/hosts.yml', 'x'],
  ['home/.ssh/id_ed25519', 'x'],
  ['home/.npmrc', '//registry/:_authToken=x'],
  ['temp/sightline-data/urls.json', '"https://bucket/x?X-Amz-Signature=1"'],
  ['work/left.txt', token],
])('finds %s', async (path, text) => {
  using runner = await Runner.start();
  runner.plant(path, text);
  expect((await runner.probe()).map(({ kind }) => kind)).toEqual(['file']);
});

it('finds a metadata service, whatever it answers', async () => {
  using runner = await Runner.start();
  await using web = await WebServer.start();
  runner.env['PROBE_METADATA'] = `${web.url}/latest/api/token`;
  expect(await runner.probe()).toEqual([{ kind: 'metadata', where: `${web.url}/latest/api/token` }]);
});

it('finds the socket of a container engine', async () => {
  using runner = await Runner.start();
  const path = join(runner.env['HOME'] ?? '', 'docker.sock');
  const server = createServer().listen(path);
  await once(server, 'listening');
  try {
    for (const [name, value] of [
      ['DOCKER_HOST', `unix://${path}`],
      ['PROBE_SOCKETS', path],
    ] as const) {
      runner.env[name] = value;
      expect(await runner.probe()).toContainEqual({ kind: 'socket', where: path });
      delete runner.env[name];
      runner.env['PROBE_SOCKETS'] = '';
    }
  } finally {
    server.close();
  }
});

it('finds an origin that takes a push', async () => {
  using runner = await Runner.start();
  const [folder, port] = [join(runner.workspace, '../nowhere'), await freePort()];
  await git(runner.workspace, 'init', '--quiet', '--bare', folder);
  const where = ['--export-all', '--enable=receive-pack', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${dirname(folder)}`];
  const program = join((await git(runner.workspace, '--exec-path')).trim(), 'git-daemon'); // `git daemon` would start it as another process
  const server = spawn(program, where, { stdio: 'ignore' });
  try {
    await waitUntilUp(port);
    await git(runner.workspace, 'remote', 'set-url', 'origin', `git://127.0.0.1:${port}/nowhere`);
    expect(await runner.probe()).toEqual([{ kind: 'push', where: 'origin' }]);
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
});

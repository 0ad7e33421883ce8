import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testedNode, version } from '../../src/version.ts';
import { type EndedStep, runActionStep } from '../support/action-step.ts';
import { execute } from '../support/cli.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const nodePackage = `${process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;

/** Two packages as a registry has them: a command line that says its version and what runs it, and a Node.js. */
let folder: TemporaryFolder;
let tarballs: Readonly<Record<string, { readonly version: string; readonly bytes: Buffer }>>;
let registry: Server;
let registryUrl: string;
let asked: string[];
let isSlow = false;

beforeAll(async () => {
  folder = temporaryFolder();
  const script = `console.log(process.argv[2] === '--version' ? '${version}' : [process.env.RUN_BY ?? 'path', ...process.argv.slice(2)].join(' '));`;
  const command = await pack('sightline', version, { 'dist/sightline.mjs': script });
  const node = await pack(nodePackage, testedNode, { 'bin/node': `#!/bin/sh\nRUN_BY=own exec '${process.execPath}' "$@"\n` });
  tarballs = { sightline: { version, bytes: command }, [nodePackage]: { version: testedNode, bytes: node } };
  registry = createServer((request, response) => {
    asked.push(request.url ?? '');
    setTimeout(() => answer(request.url ?? '', response), isSlow ? 60_000 : 0).unref();
  });
  await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
  registryUrl = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked = [];
  isSlow = false;
});

afterAll(() => {
  registry.closeAllConnections();
  registry.close();
  folder[Symbol.dispose]();
});

/** A tarball by the real npm; its install script would leave a file in the tool cache's folder. */
async function pack(name: string, packed: string, files: Readonly<Record<string, string>>): Promise<Buffer> {
  const source = join(folder.path, 'packages', name);
  const scripts = { preinstall: 'touch ../../ran', install: 'touch ../../ran', postinstall: 'touch ../../ran' };
  for (const [path, text] of Object.entries({ 'package.json': JSON.stringify({ name, version: packed, scripts }), ...files })) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text, { mode: 0o755 });
  }
  const { code, stderr } = await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder.path], source);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return readFileSync(join(folder.path, `${name}-${packed}.tgz`));
}

function answer(url: string, response: ServerResponse): void {
  const name = url.replace(/^\/|\.tgz$/g, '');
  const found = tarballs[name];
  if (found === undefined) {
    response.writeHead(404).end('{}');
  } else if (url.endsWith('.tgz')) {
    response.end(found.bytes);
  } else {
    const integrity = `sha512-${createHash('sha512').update(found.bytes).digest('base64')}`;
    const dist = { tarball: `${registryUrl}/${name}.tgz`, integrity };
    const versions = { [found.version]: { name, version: found.version, dist } };
    response.end(JSON.stringify({ name, 'dist-tags': { latest: found.version }, versions }));
  }
}

interface Setup {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly cache: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs the action in a checkout whose own npm settings lead nowhere. */
function setUp({ inputs = {}, cache, env = {}, signal }: Setup): Promise<EndedStep> {
  const checkout = join(cache, '..', 'checkout');
  mkdirSync(checkout, { recursive: true });
  writeFileSync(join(checkout, '.npmrc'), 'registry=http://127.0.0.1:1\nignore-scripts=false\n');
  const npm = { npm_config_registry: registryUrl, npm_config_cache: join(cache, '..', 'npm'), npm_config_fetch_retries: '0' };
  return runActionStep('setup', {
    inputs,
    env: { RUNNER_TOOL_CACHE: cache, ...npm, ...env },
    cwd: checkout,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** What is in the tool cache, by version and processor. */
function cached(cache: string): readonly string[] {
  const tools = join(cache, 'sightline');
  return readdirSync(tools).flatMap((tool) => readdirSync(join(tools, tool)).map((arch) => `${tool}/${arch}`));
}

async function run(path: string): Promise<string> {
  return (await execute(join(path, 'sightline'), ['train', 'a b', "it's"], folder.path)).stdout;
}

/** A PATH whose first Node.js says that it is of this version. */
function pathWithNode(at: string, said: string): string {
  mkdirSync(at, { recursive: true });
  const file = join(at, 'node');
  writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && { echo ${said}; exit; }\nexec '${process.execPath}' "$@"\n`);
  chmodSync(file, 0o755);
  return `${at}:${process.env['PATH'] ?? ''}`;
}

describe('setup', () => {
  test('puts the version that belongs to it on the PATH, and installs it once', async () => {
    using place = temporaryFolder();
    const cache = join(place.path, "it's the cache");
    const first = await setUp({ cache });
    expect(first).toMatchObject({ code: 0, commands: [] });
    const path = join(cache, 'sightline', version, process.arch, 'bin');
    expect([first.path, first.outputs]).toEqual([`${path}\n`, { path }]);
    expect(await run(path)).toBe("path train a b it's\n");
    expect(readdirSync(path)).toEqual(['sightline']);
    expect(existsSync(join(path, '../ran'))).toBe(false);
    const requests = asked.length;
    expect(requests).toBeGreaterThan(0);
    expect(await setUp({ cache })).toMatchObject({ code: 0, path: first.path });
    expect(asked).toHaveLength(requests);
  });

  test('installs a tarball by its content, without asking a registry', async () => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    const tarball = join(folder.path, `sightline-${version}.tgz`);
    const done = await setUp({ cache, inputs: { tarball } });
    expect(done).toMatchObject({ code: 0 });
    expect(await run(done.outputs['path'] ?? '')).toBe("path train a b it's\n");
    const sha256 = createHash('sha256').update(readFileSync(tarball)).digest('hex');
    expect(cached(cache)).toEqual([`0.0.0-${sha256}/${process.arch}`]);
    expect(asked).toEqual([]);
  });

  test.each(['v22.18.0', 'v18.20.0', 'v9.0.0'])('brings a Node.js where the first one on the PATH is %s', async (said) => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    const done = await setUp({ cache, env: { PATH: pathWithNode(join(place.path, 'old'), said) } });
    expect(done).toMatchObject({ code: 0 });
    expect(done.log).toContain('with a Node.js of its own');
    expect(cached(cache)).toEqual([`${version}-node-${testedNode}/${process.arch}`]);
    expect(await run(done.outputs['path'] ?? '')).toBe("own train a b it's\n");
    expect(readdirSync(done.outputs['path'] ?? '')).toEqual(['sightline']);
  });

  test.each(['v22.19.0', 'v24.0.0', 'v100.0.0'])('uses the first one on the PATH where that is %s', async (said) => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    expect(await setUp({ cache, env: { PATH: pathWithNode(join(place.path, 'new'), said) } })).toMatchObject({ code: 0 });
    expect(cached(cache)).toEqual([`${version}/${process.arch}`]);
  });

  test('of several jobs at once leaves one folder that works', async () => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    const all = await Promise.all([setUp({ cache }), setUp({ cache }), setUp({ cache })]);
    expect(all.map((done) => [done.code, done.path])).toEqual(Array.from({ length: 3 }, () => [0, all[0].path]));
    expect(cached(cache)).toEqual([`${version}/${process.arch}`]);
    expect(statSync(join(cache, 'sightline', version, process.arch)).mode & 0o777).toBe(0o755);
    expect(await run(all[0].outputs['path'] ?? '')).toBe("path train a b it's\n");
  });

  test('that is killed leaves nothing that a later one would take', async () => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    isSlow = true;
    const stop = new AbortController();
    const killed = setUp({ cache, signal: stop.signal });
    await expect.poll(() => asked.length, { timeout: 60_000 }).toBeGreaterThan(0);
    stop.abort();
    expect((await killed).code).toBe(null);
    registry.closeAllConnections();
    isSlow = false;
    expect(existsSync(join(cache, 'sightline', version))).toBe(false);
    expect(await setUp({ cache })).toMatchObject({ code: 0 });
  });

  test.each([
    ['a range', { version: '^1.0.0' }, 'invalid-input', 'version must be one version'],
    ['a path as version', { version: '1.0.0-../../x' }, 'invalid-input', 'version must be one version'],
    ['a version that the registry lacks', { version: '99.0.0' }, 'install-failed', 'sightline@99.0.0'],
    ['a tarball that is not there', { tarball: 'none.tgz' }, 'missing-file', 'can not be read'],
  ])('refuses %s', async (_, inputs, code, words) => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    const refused = await setUp({ cache, inputs });
    expect(refused).toMatchObject({ code: 1, path: '', commands: [{ name: 'error' }] });
    expect(refused.commands[0]?.message).toContain(`[${code}]`);
    expect(refused.commands[0]?.message).toContain(words);
    expect(existsSync(join(cache, 'sightline')) ? cached(cache) : []).toEqual([]);
  });

  test('refuses a tarball of something else', async () => {
    using place = temporaryFolder();
    const cache = join(place.path, 'cache');
    const refused = await setUp({ cache, inputs: { tarball: join(folder.path, `${nodePackage}-${testedNode}.tgz`) } });
    expect(refused.commands).toMatchObject([{ name: 'error', message: expect.stringContaining('is not Sightline') }]);
    expect(cached(cache)).toEqual([]);
  });
});

/**
 * Builds the native backend (@tensorflow/tfjs-node) where its own install step cannot download the library: against the
 * library and headers of the PyPI wheel `tensorflow-cpu`. Needs Python 3 with pip, a C++ compiler, make, and Node's headers.
 *
 *   node scripts/build-tfjs-node.ts
 *
 * Prints the folder that holds the built package; nothing is done when it is there already. To use the backend, work in
 * that folder, or copy its node_modules/@tensorflow/tfjs-node into the node_modules of a project.
 * NODE_HEADERS names the folder with include/node, /usr unless given.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const version = '4.22.0';
const rigs = process.env['SIGHTLINE_RIGS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sightline-rigs');
const cache = join(rigs, 'tfjs-node');
const packageFolder = join(cache, 'node_modules', '@tensorflow', 'tfjs-node');
const binding = join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
/** Names under which the build looks for the libraries or the binding loads them, and what the wheel calls them. */
const libraries = [
  ['libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
  ['libtensorflow.so.2.9.1', 'libtensorflow_cc.so.2'],
  ['libtensorflow.so.2', 'libtensorflow_cc.so.2'],
  ['libtensorflow.so', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
] as const;

function run(command: string, args: readonly string[], cwd: string): void {
  const env = {
    ...process.env,
    PATH: `${join(cache, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: process.env['NODE_HEADERS'] ?? '/usr',
    JOBS: '1',
  };
  execFileSync(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

function link(target: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

function build(): void {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@tensorflow/tfjs-node@${version}`, 'node-gyp@12'], cache);
  const wheel = join(cache, 'wheel');
  if (!existsSync(join(wheel, 'tensorflow'))) {
    run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', wheel, 'tensorflow-cpu'], cache);
  }
  const deps = join(packageFolder, 'deps');
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const [name, target] of libraries) {
    link(join(wheel, 'tensorflow', target), join(deps, 'lib', name));
  }
  link(join(wheel, 'tensorflow', 'include'), join(deps, 'include'));
  run('node', ['scripts/install.js'], packageFolder);
}

if (!existsSync(binding)) {
  build();
}
if (!existsSync(binding)) {
  console.error(`no binding was built at ${binding}; see the messages above`);
  process.exitCode = 1;
}
console.log(cache);

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from './folder-lock.ts';
import { rigsFolder } from './rigs-folder.ts';

const run = promisify(execFile);

/** Packages of Python that a rig needs. */
export interface PythonTools {
  /** The environment's folder in the cache of rigs. */
  readonly name: string;
  /** Exact versions by package, extras in brackets. */
  readonly pins: Readonly<Record<string, string>>;
  /** What must be importable for them to count as installed. */
  readonly modules: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Real tools in a virtual environment of their own, installed on the first call on a machine and checked on every other
 * one. Several processes may ask at once: one installs and the others wait. Answers the environment's folder of programs.
 */
export async function pythonTools(tools: PythonTools): Promise<string> {
  const cache = rigsFolder();
  await mkdir(cache, { recursive: true });
  const folder = join(cache, tools.name);
  if (!(await isSound(folder, tools))) {
    await withFolderLock(join(cache, `${tools.name}.lock`), async () => {
      if (!(await isSound(folder, tools))) {
        await install(folder, tools);
      }
    });
  }
  return join(folder, 'bin');
}

async function isSound(folder: string, { pins, modules, env }: PythonTools): Promise<boolean> {
  const names = Object.keys(pins).map((name) => name.replace(/\[.*/, ''));
  const script = `import ${modules.join(', ')}, importlib.metadata as m; print(*(m.version(n) for n in ${JSON.stringify(names)}))`;
  try {
    const { stdout } = await run(join(folder, 'bin', 'python'), ['-c', script], { env: { ...process.env, ...env } });
    return stdout.trim() === Object.values(pins).join(' ');
  } catch {
    return false;
  }
}

async function install(folder: string, tools: PythonTools): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const packages = Object.entries(tools.pins).map(([name, version]) => `${name}==${version}`);
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '5'];
  await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', ...options, ...packages], { maxBuffer: 64 * 1024 * 1024 });
  if (!(await isSound(folder, tools))) {
    throw new Error(`${packages.join(' and ')} were installed in ${folder} but do not start.`);
  }
}

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from './folder-lock.ts';
import { rigsFolder } from './rigs-folder.ts';

const run = promisify(execFile);

/** What the virtual environment holds. Bytes that DVC writes differ between releases, so both are exact. */
const pins = { 'dvc[s3]': '3.67.1', gto: '1.10.1' } as const;

/** Where the real tools are. */
export interface DvcRig {
  readonly dvc: string;
  readonly gto: string;
  readonly python: string;
  /** What every call of them needs: no reports home, no settings but the repository's, no look for updates. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Real DVC and GTO in a virtual environment of their own, installed on the first call on a machine and checked on
 * every other one. Several test processes may ask at once: one installs and the others wait.
 */
export async function dvcRig(): Promise<DvcRig> {
  const cache = rigsFolder();
  await mkdir(cache, { recursive: true });
  const folder = join(cache, 'dvc');
  if (!(await isSound(folder))) {
    await withFolderLock(join(cache, 'dvc.lock'), async () => {
      if (!(await isSound(folder))) {
        await install(folder);
      }
    });
  }
  return describeRig(folder, await settingsFolder(cache));
}

async function isSound(folder: string): Promise<boolean> {
  const script = 'import dvc.cli, dvc_s3, gto.cli, importlib.metadata as m; print(m.version("dvc"), m.version("gto"))';
  try {
    const { stdout } = await run(join(folder, 'bin', 'python'), ['-c', script], { env: { ...process.env, DVC_NO_ANALYTICS: '1' } });
    return stdout.trim() === `${pins['dvc[s3]']} ${pins.gto}`;
  } catch {
    return false;
  }
}

async function install(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const packages = Object.entries(pins).map(([name, version]) => `${name}==${version}`);
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '5'];
  await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', ...options, ...packages], { maxBuffer: 64 * 1024 * 1024 });
  if (!(await isSound(folder))) {
    throw new Error(`DVC and GTO were installed in ${folder} but do not start.`);
  }
}

/** The user-wide configuration that DVC sees: without it a developer's own settings would change the results. */
async function settingsFolder(cache: string): Promise<string> {
  const folder = join(cache, 'dvc-settings');
  const file = join(folder, 'config');
  const wanted = '[core]\n    analytics = false\n    check_update = false\n';
  await mkdir(folder, { recursive: true });
  if ((await readFile(file, 'utf8').catch(() => '')) !== wanted) {
    await writeFile(file, wanted);
  }
  return folder;
}

function describeRig(folder: string, settings: string): DvcRig {
  const bin = join(folder, 'bin');
  const env = {
    DVC_NO_ANALYTICS: '1',
    DVC_GLOBAL_CONFIG_DIR: settings,
    DVC_SYSTEM_CONFIG_DIR: join(settings, 'none'),
  };
  return { dvc: join(bin, 'dvc'), gto: join(bin, 'gto'), python: join(bin, 'python'), env };
}

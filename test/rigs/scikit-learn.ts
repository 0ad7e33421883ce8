import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from './folder-lock.ts';
import { rigsFolder } from './rigs-folder.ts';

const run = promisify(execFile);

/** The tool that says what the numbers of a classifier are. */
export const scikitPins = { 'scikit-learn': '1.9.1' } as const;

/** Python with scikit-learn in a virtual environment of its own, installed on the first call on a machine. */
export async function scikitRig(): Promise<{ readonly python: string }> {
  const cache = rigsFolder();
  await mkdir(cache, { recursive: true });
  const folder = join(cache, 'scikit-learn');
  await withFolderLock(join(cache, 'scikit-learn.lock'), async () => {
    if (!(await isSound(folder))) {
      await rm(folder, { recursive: true, force: true });
      await run('python3', ['-m', 'venv', folder]);
      const pin = `scikit-learn==${scikitPins['scikit-learn']}`;
      await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '5', pin]);
    }
  });
  return { python: join(folder, 'bin', 'python') };
}

async function isSound(folder: string): Promise<boolean> {
  try {
    const { stdout } = await run(join(folder, 'bin', 'python'), ['-c', 'import sklearn.metrics; print(sklearn.__version__)']);
    return stdout.trim() === scikitPins['scikit-learn'];
  } catch {
    return false;
  }
}

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from './folder-lock.ts';
import { rigsFolder } from './rigs-folder.ts';

const run = promisify(execFile);

/** The tools that say what COCO's numbers are. */
export const cocoPins = { pycocotools: '2.0.11', 'faster-coco-eval': '1.8.0' } as const;

/** Python with pycocotools and faster-coco-eval in a virtual environment of their own, installed on the first call on a machine. */
export async function cocoRig(): Promise<{ readonly python: string }> {
  const cache = rigsFolder();
  await mkdir(cache, { recursive: true });
  const folder = join(cache, 'coco');
  await withFolderLock(join(cache, 'coco.lock'), async () => {
    if (!(await isSound(folder))) {
      await install(folder);
    }
  });
  return { python: join(folder, 'bin', 'python') };
}

async function isSound(folder: string): Promise<boolean> {
  const names = Object.keys(cocoPins);
  const script = `import pycocotools.mask, faster_coco_eval, importlib.metadata as m; print(*(m.version(n) for n in ${JSON.stringify(names)}))`;
  try {
    const { stdout } = await run(join(folder, 'bin', 'python'), ['-c', script]);
    return stdout.trim() === Object.values(cocoPins).join(' ');
  } catch {
    return false;
  }
}

async function install(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const packages = Object.entries(cocoPins).map(([name, version]) => `${name}==${version}`);
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '5'];
  await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', ...options, ...packages]);
  if (!(await isSound(folder))) {
    throw new Error(`pycocotools and faster-coco-eval were installed in ${folder} but do not start.`);
  }
}

import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from './folder-lock.ts';
import { rigsFolder } from './rigs-folder.ts';

const run = promisify(execFile);

/** A program that Go builds. */
export interface GoProgram {
  /** The folder in the cache of rigs. */
  readonly folder: string;
  readonly name: string;
  /** The package to install, with its exact version. */
  readonly pin: string;
}

/** A program built with Go on the first call on a machine; who asks meanwhile waits. Answers its path. */
export async function goProgram({ folder: part, name, pin }: GoProgram): Promise<string> {
  const folder = join(rigsFolder(), part);
  const program = join(folder, 'bin', name);
  if (await isSound(program)) {
    return program;
  }
  await mkdir(folder, { recursive: true });
  await withFolderLock(join(folder, `${name}.lock`), async () => {
    if (!(await isSound(program))) {
      await run('go', ['install', pin], { env: { ...process.env, GOBIN: join(folder, 'bin') }, maxBuffer: 64 << 20 });
    }
  });
  if (!(await isSound(program))) {
    throw new Error(`${name} was installed in ${folder} but does not start.`);
  }
  return program;
}

async function isSound(program: string): Promise<boolean> {
  try {
    await run(program, ['--version']);
    return true;
  } catch {
    return false;
  }
}

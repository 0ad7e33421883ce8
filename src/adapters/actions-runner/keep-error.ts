import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SightlineError } from '../../core/errors.ts';
import { addError, readErrorFile, type LocatedError } from '../../core/report/file/error-file.ts';

/** Adds an error to the file by which a job tells what kept it from a report; what stands there and isn't ours is written over. */
export async function keepError(path: string, error: SightlineError): Promise<void> {
  const text = addError(await keptErrors(path), error);
  const staged = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(staged, text);
  await rename(staged, path);
}

/** What stands in such a file; nothing where there is none, or anything else. */
export async function keptErrors(path: string | undefined): Promise<readonly LocatedError[]> {
  try {
    return path === undefined || path === '' ? [] : readErrorFile(await readFile(path));
  } catch {
    return [];
  }
}

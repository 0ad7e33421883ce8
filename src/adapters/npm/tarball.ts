import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SightlineError } from '../../core/errors.ts';

/** A tarball as `npm pack` writes it: where it is, and the SHA-256 of what is in it. Throws `missing-file`. */
export async function readTarball(file: string): Promise<{ readonly path: string; readonly sha256: string }> {
  const path = resolve(file);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new SightlineError('missing-file', 'the tarball can not be read', { place: { file }, cause });
  }
  return { path, sha256: hash.digest('hex') };
}

import { readFile, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { SightlineError } from '../../core/errors.ts';

/** A picture file of more bytes is refused unread: 256 MiB, several times the largest photographs. */
const maxFileBytes = 256 * 2 ** 20;

/**
 * The bytes of a picture that lies, links followed, in one of the `roots` (absolute, without links).
 * Throws an `image-` error for what is missing, elsewhere, no plain file, empty or too long.
 */
export async function readImageFile(path: string, roots: readonly string[]): Promise<Buffer> {
  if (path.includes('\0')) {
    throw new SightlineError('image-missing', 'an image path holds a NUL character, which no file name can', { place: { file: path } });
  }
  const real = await realpath(path).catch((cause: unknown) => {
    throw new SightlineError('image-missing', 'the image does not exist or cannot be reached', { place: { file: path }, cause });
  });
  if (!roots.some((root) => real.startsWith(root.endsWith(sep) ? root : root + sep))) {
    throw new SightlineError('image-outside', 'the image lies outside the repository', { place: { file: path } });
  }
  const { size } = await statPlainFile(path, real);
  if (size === 0) {
    throw new SightlineError('image-empty', 'the image file is empty', { place: { file: path } });
  }
  if (size > maxFileBytes) {
    throw new SightlineError('image-too-large', `the image file has ${size} bytes; at most ${maxFileBytes} are read`, {
      place: { file: path },
    });
  }
  return readFile(real).catch((cause: unknown) => {
    throw new SightlineError('image-missing', 'the image cannot be read', { place: { file: path }, cause });
  });
}

/** A pipe or a device would block or never end, so only plain files are opened. */
async function statPlainFile(path: string, real: string): Promise<{ readonly size: number }> {
  const found = await stat(real).catch((cause: unknown) => {
    throw new SightlineError('image-missing', 'the image cannot be reached', { place: { file: path }, cause });
  });
  if (!found.isFile()) {
    throw new SightlineError('image-unsupported', 'the image is not a plain file', { place: { file: path } });
  }
  return found;
}

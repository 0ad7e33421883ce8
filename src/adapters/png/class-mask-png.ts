import { SightlineError } from '../../core/errors.ts';
import type { ClassMask } from '../../core/metrics/segmentation/class-mask.ts';
import { type PngHeader, isPng, readChunks } from './read-chunks.ts';
import { readRows } from './read-rows.ts';

/** A mask of more pixels is refused by its header, undecoded: 2^27, or 11,585 x 11,585. */
const maxPixels = 2 ** 27;
const [grey, indexed] = [0, 3];

/**
 * The classes in a PNG mask: the numbers of a greyscale image of up to 16 bits as they lie in the file, or the indices of an
 * indexed one. Colours, transparency and profiles say nothing of classes and are passed over.
 * Throws an `image-` error that names the `file` for any other image, a damaged one and one that is too large.
 */
export function decodeClassMask(bytes: Uint8Array, file: string): ClassMask {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = isPng(buffer) ? readChunks(buffer) : undefined;
  if (chunks === undefined) {
    throw isPng(buffer) ? damaged(file) : unsupported(file, bytes.length === 0 ? 'the mask is empty' : 'the mask is no PNG');
  }
  const { width, height, bitDepth } = chunks.header;
  const problem = problemOf(chunks.header, chunks.others);
  if (problem !== undefined) {
    throw unsupported(file, problem);
  }
  if (width * height > maxPixels) {
    const hint = 'Cut the image into tiles.';
    throw new SightlineError('image-too-large', `the mask has more than ${maxPixels} pixels`, { place: { file }, hint });
  }
  const layout = { rowBytes: Math.ceil((width * bitDepth) / 8), height, pixelBytes: Math.max(1, bitDepth / 8) };
  const rows = width * height === 0 ? undefined : readRows(chunks.data, layout);
  if (rows === undefined) {
    throw damaged(file);
  }
  return { width, height, classes: bitDepth === 8 ? rows : bitDepth === 16 ? joinBytes(rows) : splitBytes(rows, width, height, bitDepth) };
}

function problemOf({ bitDepth, colourType, isInterlaced }: PngHeader, others: ReadonlySet<string>): string | undefined {
  const isKnown = [1, 2, 4, 8].includes(bitDepth) ? [grey, indexed].includes(colourType) : bitDepth === 16 && colourType === grey;
  if (!isKnown) {
    return 'the mask is neither a greyscale nor an indexed PNG';
  }
  if (isInterlaced) {
    return 'the mask is interlaced';
  }
  const unknown = [...others].find((type) => /^[A-Z]/.test(type) && type !== 'PLTE');
  return unknown === undefined ? undefined : `the mask has an unknown part '${unknown}'`;
}

/** Numbers of two bytes, the higher first. */
function joinBytes(rows: Uint8Array): Uint16Array {
  return new Uint16Array(rows.length / 2).map((_, at) => ((rows[2 * at] ?? 0) << 8) | (rows[2 * at + 1] ?? 0));
}

/** Several numbers a byte, the first in the highest bits; each row starts a byte. */
function splitBytes(rows: Uint8Array, width: number, height: number, bits: number): Uint8Array {
  const rowBytes = rows.length / height;
  const perByte = 8 / bits;
  const numbers = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const byte = rows[y * rowBytes + Math.floor(x / perByte)] ?? 0;
      numbers[to] = (byte >> (8 - bits - (x % perByte) * bits)) & (2 ** bits - 1);
    }
  }
  return numbers;
}

function unsupported(file: string, message: string): SightlineError {
  return new SightlineError('image-unsupported', message, {
    place: { file },
    hint: 'Save the numbers of classes as a greyscale or indexed PNG without interlacing.',
  });
}

function damaged(file: string): SightlineError {
  return new SightlineError('image-truncated', 'the mask is truncated or corrupt', { place: { file }, hint: 'Write the file again.' });
}

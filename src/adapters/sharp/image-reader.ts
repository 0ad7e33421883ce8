import { realpath } from 'node:fs/promises';
import type { Sharp, SharpOptions } from 'sharp';
import { SightlineError } from '../../core/errors.ts';
import type { ImageReader, ImageShape } from '../../core/ports.ts';
import { arrangeChannels } from './channels.ts';
import { decodeError } from './decode-error.ts';
import { detectFormat, mayBeAnimated, type ImageFormat } from './image-format.ts';
import { readImageFile } from './image-file.ts';
import { loadSharp } from './load-sharp.ts';
import { decodePlainPng } from '../png/plain-png.ts';

/** A picture of more pixels is refused by its header, undecoded: 2^27, or 11,585 x 11,585. */
const maxPixels = 2 ** 27;

/** `autoOrient` turns the picture as its EXIF data says; any warning of the decoder counts as damage. */
const options: SharpOptions = { autoOrient: true, failOn: 'warning', limitInputPixels: maxPixels };

/**
 * Reads JPEG, PNG, WebP, TIFF, AVIF and still GIF files that lie in one of the `folders` (absolute paths:
 * the repository, and the cache that its links lead to).
 *
 * A picture is turned upright, stretched to the shape with a triangle filter widened by the scale (what
 * Pillow and torchvision call antialiased bilinear), laid over black where it is transparent, and
 * converted to 8-bit sRGB: 16-bit samples are scaled, CMYK and embedded profiles go through colour management.
 * Grey is the luma of ITU-R BT.601, in the integer arithmetic of Pillow's `L`.
 */
export function createImageReader(folders: readonly string[]): ImageReader {
  let roots: Promise<readonly string[]> | undefined;
  const load = async (path: string): Promise<Picture> => {
    roots ??= Promise.all(folders.map((folder) => realpath(folder).catch(() => folder))); // a cache may not be there yet
    return loadPicture(path, await roots);
  };
  return {
    concurrency: 4,
    read: async (path, shape) => {
      const picture = await load(path);
      const plain = picture.format === 'png' ? decodePlainPng(picture.bytes, shape.width, shape.height) : undefined;
      return plain === undefined ? decode(picture, shape) : arrangeChannels(plain.samples, plain.channels, shape.channels);
    },
    size: async (path) => {
      const image = await openStill(await load(path));
      const { autoOrient } = await image.metadata().catch(rethrow(path));
      return { width: autoOrient.width, height: autoOrient.height };
    },
    thumbnail: async (path, maxSide) => {
      const image = await openStill(await load(path));
      const small = image.resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
      return plainBytes(await small.webp({ quality: 80 }).toBuffer().catch(rethrow(path)));
    },
  };
}

interface Picture {
  readonly path: string;
  readonly bytes: Buffer;
  readonly format: ImageFormat;
}

async function loadPicture(path: string, roots: readonly string[]): Promise<Picture> {
  const bytes = await readImageFile(path, roots);
  const format = detectFormat(bytes);
  if (format === undefined) {
    throw new SightlineError('image-unsupported', 'the file is no JPEG, PNG, WebP, TIFF, AVIF or GIF image', { place: { file: path } });
  }
  return { path, bytes, format };
}

async function openStill({ path, bytes, format }: Picture): Promise<Sharp> {
  const sharp = await loadSharp();
  const image = sharp(bytes, options);
  if (mayBeAnimated(format)) {
    const { pages = 1 } = await image.metadata().catch(rethrow(path));
    if (pages > 1) {
      throw new SightlineError('image-unsupported', `the ${format} image has ${pages} frames, and only still images are read`, {
        place: { file: path },
      });
    }
  }
  return image;
}

async function decode(picture: Picture, { width, height, channels }: ImageShape): Promise<Uint8Array> {
  const image = await openStill(picture);
  const rgb = await image
    .flatten({ background: 'black' })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch(rethrow(picture.path));
  return arrangeChannels(plainBytes(rgb), 3, channels);
}

/** A Buffer is a Uint8Array with another `slice`, which shares memory: a trap for callers. */
function plainBytes({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function rethrow(path: string): (cause: unknown) => never {
  return (cause) => {
    throw decodeError(path, cause, maxPixels);
  };
}

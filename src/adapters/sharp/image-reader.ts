import { realpath } from 'node:fs/promises';
import type { Sharp, SharpOptions } from 'sharp';
import { SightlineError } from '../../core/errors.ts';
import type { ImageReader, ImageShape } from '../../core/ports.ts';
import { decodeError } from './decode-error.ts';
import { detectFormat, mayBeAnimated } from './image-format.ts';
import { readImageFile } from './image-file.ts';
import { loadSharp } from './load-sharp.ts';

/** A picture of more pixels is refused by its header, undecoded: 2^27, or 11,585 x 11,585. */
export const maxPixels = 2 ** 27;

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
  const open = async (path: string): Promise<Sharp> => {
    roots ??= Promise.all(folders.map((folder) => realpath(folder)));
    return openImage(path, await roots);
  };
  return {
    concurrency: 4,
    read: async (path, shape) => {
      const image = await open(path);
      return decode(path, image, shape);
    },
    thumbnail: async (path, maxSide) => {
      const image = await open(path);
      const small = image.resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
      return small.webp({ quality: 80 }).toBuffer().catch(rethrow(path));
    },
  };
}

async function openImage(path: string, roots: readonly string[]): Promise<Sharp> {
  const bytes = await readImageFile(path, roots);
  const format = detectFormat(bytes);
  if (format === undefined) {
    throw new SightlineError('image-unsupported', 'the file is no JPEG, PNG, WebP, TIFF, AVIF or GIF image', { place: { file: path } });
  }
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

async function decode(path: string, image: Sharp, shape: ImageShape): Promise<Uint8Array> {
  const { width, height } = shape;
  const rgb = await image
    .flatten({ background: 'black' })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer()
    .catch(rethrow(path));
  return shape.channels === 3 ? rgb : toLuma(rgb);
}

/** 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point, rounded; equal channels keep their value. */
function toLuma(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < luma.length; at += 1, from += 3) {
    luma[at] = ((rgb[from] ?? 0) * 19_595 + (rgb[from + 1] ?? 0) * 38_470 + (rgb[from + 2] ?? 0) * 7471 + 0x80_00) >> 16;
  }
  return luma;
}

function rethrow(path: string): (cause: unknown) => never {
  return (cause) => {
    throw decodeError(path, cause, maxPixels);
  };
}

import type { ImageReader } from '../core/ports.ts';
import { isBadImage } from './read-images.ts';

const thumbnailSide = 96;

/** A small picture of a file (an absolute path) as a data URI; undefined for one that can't be read. */
export async function thumbnailOf(images: Pick<ImageReader, 'thumbnail'>, file: string): Promise<string | undefined> {
  try {
    const bytes = await images.thumbnail(file, thumbnailSide);
    return `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`;
  } catch (error) {
    if (!isBadImage(error)) {
      throw error;
    }
    return undefined;
  }
}

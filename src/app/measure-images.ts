import { join } from 'node:path';
import { SightlineError } from '../core/errors.ts';
import type { MeasuredFacts } from '../core/metrics/slices/image-facts.ts';
import type { NeededFact } from '../core/metrics/slices/where-expression.ts';
import type { ImageReader } from '../core/ports.ts';
import { isBadImage, readEach } from './read-images.ts';

/** Opens images, by their paths from the root, and says what is asked of them. Throws an `image-` error for one that can't be read. */
export type MeasureImages = (images: readonly string[], needed: ReadonlySet<NeededFact>) => Promise<ReadonlyMap<string, MeasuredFacts>>;

/** The side of the square that an image is averaged to before its luma is: the mean of it all, but for its outermost pixels. */
const meanSide = 32;

/** Measures images that lie below a root, as they are there now. */
export function imageMeasurer(reader: Pick<ImageReader, 'size' | 'read' | 'concurrency'>, root: string): MeasureImages {
  return async (images, needed) => {
    const found = new Map<string, MeasuredFacts>();
    const paths = images.map((image) => join(root, image));
    await readEach(reader.concurrency, paths, 'refuse', async (path, index) => {
      const image = images[index] ?? '';
      try {
        const size = needed.has('size') ? await reader.size(path) : undefined;
        const brightness = needed.has('brightness') ? await meanLuma(reader, path) : undefined;
        found.set(image, { size, brightness });
      } catch (error) {
        throw isBadImage(error) ? unmeasured(error, image) : error;
      }
    });
    return found;
  };
}

/** What is measured has to be known of every image, so that none can be skipped. */
function unmeasured(cause: SightlineError, image: string): SightlineError {
  return new SightlineError(cause.code, cause.message, {
    place: { file: image },
    hint: 'YOLO labels and slices by size or brightness need every image of the test set: restore it, or take it out of the test set.',
    cause,
  });
}

async function meanLuma(reader: Pick<ImageReader, 'read'>, path: string): Promise<number> {
  const luma = await reader.read(path, { width: meanSide, height: meanSide, channels: 1 });
  return luma.reduce((sum, value) => sum + value, 0) / (luma.length * 255);
}

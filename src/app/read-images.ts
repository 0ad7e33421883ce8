import { SightlineError, type ErrorCode } from '../core/errors.ts';
import type { ImageReader, ImageShape, Progress } from '../core/ports.ts';

/** What the caller wants done with a picture that cannot be read. */
export type OnBadImage = 'skip' | 'refuse';

/** The pictures that could be read, and those that could not. */
export interface ImageBatch {
  /** kept.length * height * width * channels values of 0 to 255, channels last. */
  readonly pixels: Uint8Array;
  /** Indices into the paths, ascending: picture i of `pixels` is `paths[kept[i]]`. */
  readonly kept: readonly number[];
  readonly skipped: readonly SkippedImage[];
}

/** A picture that was left out, in the order of the paths. */
interface SkippedImage {
  readonly path: string;
  readonly reason: ErrorCode;
  /** A line for people: the path, and what is wrong with the picture. */
  readonly message: string;
}

/** More pixels than this are not held at once: 4 GiB. */
const maxBytes = 2 ** 32;

/**
 * Reads pictures (absolute paths) to one array. With `refuse` the first bad one in the order of the paths
 * is thrown; with `skip` the bad ones are listed, unless all are bad. Whatever else goes wrong is thrown in both cases.
 */
export async function readImages(
  reader: Pick<ImageReader, 'read' | 'concurrency'>,
  paths: readonly string[],
  shape: ImageShape,
  onBadImage: OnBadImage,
  progress?: Progress,
): Promise<ImageBatch> {
  const imageBytes = shape.width * shape.height * shape.channels;
  if (imageBytes * paths.length > maxBytes) {
    const asked = `${paths.length} images of ${shape.width} x ${shape.height} x ${shape.channels}`;
    throw new SightlineError('images-too-many', `${asked} are more than the ${maxBytes} bytes that are held at once`);
  }
  const pixels = new Uint8Array(imageBytes * paths.length);
  const failures = await readEach(reader.concurrency, paths, onBadImage, async (path, index) => {
    try {
      pixels.set(await reader.read(path, shape), index * imageBytes);
    } finally {
      progress?.advance();
    }
  });
  return pack(pixels, imageBytes, paths, failures);
}

/** The errors by index. Indices are taken in order, so that the lowest one that fails is always among them. */
export async function readEach(
  concurrency: number,
  paths: readonly string[],
  onBadImage: OnBadImage,
  read: (path: string, index: number) => Promise<void>,
): Promise<ReadonlyMap<number, SightlineError>> {
  const failures = new Map<number, unknown>();
  const queue = paths.entries();
  let stopped = false;
  const work = async (): Promise<void> => {
    for (const [index, path] of queue) {
      try {
        await read(path, index);
      } catch (error) {
        failures.set(index, error);
        stopped ||= onBadImage === 'refuse' || !isBadImage(error);
      }
      if (stopped) {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  const sorted = [...failures].toSorted(([a], [b]) => a - b);
  const allBad = failures.size === paths.length;
  const fatal = sorted.find(([, error]) => onBadImage === 'refuse' || allBad || !isBadImage(error));
  if (fatal !== undefined) {
    throw fatal[1];
  }
  return new Map(sorted.flatMap(([index, error]) => (isBadImage(error) ? [[index, error] as const] : [])));
}

/** Whether an error is about one picture, and not about whatever reads them. */
export function isBadImage(error: unknown): error is SightlineError {
  return error instanceof SightlineError && error.code.startsWith('image-');
}

function pack(pixels: Uint8Array, imageBytes: number, paths: readonly string[], failures: ReadonlyMap<number, SightlineError>): ImageBatch {
  const kept: number[] = [];
  const skipped: SkippedImage[] = [];
  for (const [index, path] of paths.entries()) {
    const failure = failures.get(index);
    if (failure === undefined) {
      pixels.copyWithin(kept.length * imageBytes, index * imageBytes, (index + 1) * imageBytes);
      kept.push(index);
    } else {
      skipped.push({ path, reason: failure.code, message: `${path}: ${failure.message}` });
    }
  }
  return { pixels: pixels.subarray(0, kept.length * imageBytes), kept, skipped };
}

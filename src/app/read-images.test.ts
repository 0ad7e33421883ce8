import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SightlineError } from '../core/errors.ts';
import type { ImageReader } from '../core/ports.ts';
import { readImages } from './read-images.ts';

const shape = { width: 1, height: 2, channels: 1 } as const;

/** Reads `n` as the pixels n, n, after a number of turns of the event loop that is different for each; names with `bad` fail. */
function readerWith(
  concurrency: number,
  code: 'image-empty' | 'internal' = 'image-empty',
): Pick<ImageReader, 'read' | 'concurrency'> & { most: number } {
  let open = 0;
  const reader = {
    concurrency,
    most: 0,
    read: async (path: string): Promise<Uint8Array> => {
      open += 1;
      reader.most = Math.max(reader.most, open);
      for (let turns = (path.length * 7) % 5; turns > 0; turns -= 1) {
        await Promise.resolve();
      }
      open -= 1;
      if (path.includes('bad')) {
        throw new SightlineError(code, `${path} is bad`);
      }
      return new Uint8Array(2).fill(Number(path));
    },
  };
  return reader;
}

describe('readImages', () => {
  it('keeps the order, packs what is left and names what is not', async () => {
    const batch = await readImages(readerWith(3), ['1', '22', 'bad', '4', '125', 'bad2'], shape, 'skip');
    expect([...batch.pixels]).toEqual([1, 1, 22, 22, 4, 4, 125, 125]);
    expect(batch.kept).toEqual([0, 1, 3, 4]);
    expect(batch.skipped).toEqual([
      { path: 'bad', reason: 'image-empty', message: 'bad: bad is bad' },
      { path: 'bad2', reason: 'image-empty', message: 'bad2: bad2 is bad' },
    ]);
  });

  it('refuses by the first bad picture in order, whichever fails first, with any number at once', async () => {
    const names = fc.array(fc.oneof(fc.nat(255).map(String), fc.constantFrom('bad', 'badly', 'badder')), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 6 }), async (paths, concurrency) => {
        const first = paths.find((path) => path.includes('bad'));
        const outcome = await readImages(readerWith(concurrency), paths, shape, 'refuse').catch((error: unknown) => error);
        expect(outcome).toMatchObject(first === undefined ? { skipped: [] } : { message: `${first} is bad` });
      }),
    );
  });

  it('has nothing to go on with when every picture is bad', async () => {
    await expect(readImages(readerWith(2), ['bad', 'bad2'], shape, 'skip')).rejects.toMatchObject({ message: 'bad is bad' });
  });

  it('passes on what is no fault of a picture, even where bad ones are skipped', async () => {
    await expect(readImages(readerWith(2, 'internal'), ['1', 'bad'], shape, 'skip')).rejects.toMatchObject({ code: 'internal' });
  });

  it('reads as many at once as the reader says, and counts each', async () => {
    const reader = readerWith(3);
    let counted = 0;
    const progress = { advance: (by = 1) => void (counted += by), [Symbol.dispose]: () => {} };
    await readImages(reader, ['1', '2', 'bad', '4', '5', '6'], shape, 'skip', progress);
    expect(reader.most).toBe(3);
    expect(counted).toBe(6);
  });

  it('reads nothing, and refuses more than is held at once', async () => {
    await expect(readImages(readerWith(1), [], shape, 'refuse')).resolves.toEqual({ pixels: new Uint8Array(0), kept: [], skipped: [] });
    const huge = { width: 100_000, height: 100_000, channels: 3 } as const;
    await expect(readImages(readerWith(1), ['1'], huge, 'skip')).rejects.toMatchObject({ code: 'images-too-many' });
  });
});

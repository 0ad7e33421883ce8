import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bombPng, pngOfRows, rawPng } from '../../../test/support/raw-png.ts';
import { SightlineError } from '../../core/errors.ts';
import { decodeClassMask } from './class-mask-png.ts';

const kinds = [
  ...([1, 2, 4, 8, 16] as const).map((bitDepth) => ({ bitDepth, colourType: 0 as const })),
  ...([1, 2, 4, 8] as const).map((bitDepth) => ({ bitDepth, colourType: 3 as const })),
];

const made = fc
  .record({ kind: fc.constantFrom(...kinds), width: fc.integer({ min: 1, max: 11 }), height: fc.integer({ min: 1, max: 5 }) })
  .chain(({ kind, width, height }) => {
    const numbers = fc.array(fc.nat(2 ** kind.bitDepth - 1), { minLength: width * height, maxLength: width * height });
    return numbers.map((classes) => ({ head: { ...kind, width, height }, classes }));
  });

/** Numbers as a PNG packs them: the first in the highest bits, each row from a new byte on. */
function pack(numbers: readonly number[], width: number, bits: number): Uint8Array {
  const rows = Array.from({ length: numbers.length / width }, (_, row) => numbers.slice(row * width, (row + 1) * width));
  return Uint8Array.from(
    rows.flatMap((row) => {
      const text = row.map((number) => number.toString(2).padStart(bits, '0')).join('');
      return (text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
    }),
  );
}

function refusal(bytes: Uint8Array): Pick<SightlineError, 'code' | 'message' | 'place'> {
  try {
    decodeClassMask(bytes, 'masks/a.png');
  } catch (error) {
    if (error instanceof SightlineError) {
      return { code: error.code, message: error.message, place: error.place };
    }
    throw error;
  }
  throw new Error('it was read');
}

describe('a mask', () => {
  it('is read number by number at every depth, grey or indexed, whatever the palette', () => {
    fc.assert(
      fc.property(made, ({ head, classes }) => {
        const mask = decodeClassMask(rawPng(head, pack(classes, head.width, head.bitDepth)), 'a.png');
        expect({ ...mask, classes: [...mask.classes] }).toEqual({ width: head.width, height: head.height, classes });
      }),
    );
  });

  it('is read whatever the filters of its rows are', async () => {
    const row = fc.tuple(fc.nat(4), fc.uint8Array({ minLength: 14, maxLength: 14 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(8 as const, 16 as const), fc.array(row, { minLength: 1, maxLength: 6 }), async (bitDepth, rows) => {
        const head = { width: bitDepth === 8 ? 14 : 7, height: rows.length, bitDepth, colourType: 0 } as const;
        const png = Buffer.from(pngOfRows(head, Buffer.concat(rows.map(([filter, bytes]) => Buffer.from([filter, ...bytes])))));
        const theirs = await sharp(png)
          .toColourspace(bitDepth === 8 ? 'b-w' : 'grey16')
          .raw({ depth: bitDepth === 8 ? 'uchar' : 'ushort' })
          .toBuffer();
        const numbers = bitDepth === 8 ? new Uint8Array(theirs) : new Uint16Array(new Uint8Array(theirs).buffer);
        expect(decodeClassMask(png, 'a.png').classes).toEqual(numbers);
      }),
      { numRuns: 60 },
    );
  });

  it('of colours, interlaced, or in another format is refused by name', async () => {
    const head = { width: 4, height: 4, bitDepth: 8 } as const;
    const grey = rawPng({ ...head, colourType: 0 }, new Uint8Array(16));
    const place = { file: 'masks/a.png' };
    const colours = { code: 'image-unsupported', message: 'the mask is neither a greyscale nor an indexed PNG', place };
    expect(refusal(rawPng({ ...head, colourType: 2 }, new Uint8Array(48)))).toEqual(colours);
    expect(refusal(rawPng({ ...head, colourType: 4 }, new Uint8Array(32)))).toEqual(colours);
    expect(refusal(await sharp(grey).png({ progressive: true, palette: true }).toBuffer()).message).toBe('the mask is interlaced');
    expect(refusal(await sharp(grey).webp().toBuffer()).message).toBe('the mask is no PNG');
    expect(refusal(new Uint8Array(0)).message).toBe('the mask is empty');
  });

  it('that is damaged is refused, whichever byte is lost or changed', () => {
    const png = rawPng({ width: 4, height: 4, bitDepth: 8, colourType: 3 }, new Uint8Array(16).fill(9));
    for (let length = 8; length < png.length; length += 1) {
      expect(refusal(png.subarray(0, length)).code).toBe('image-truncated');
    }
    for (let at = 8; at < png.length; at += 1) {
      expect(refusal(png.map((byte, index) => (index === at ? 255 - byte : byte))).code).toBe('image-truncated');
    }
    expect(refusal(rawPng({ width: 0, height: 4, bitDepth: 8, colourType: 0 }, new Uint8Array(0))).code).toBe('image-truncated');
  });

  it('that would take gigabytes is refused by its header, and one that holds more than it says by its end', () => {
    expect(refusal(bombPng(20_000)).code).toBe('image-too-large');
    const head = { width: 4, height: 1, bitDepth: 8, colourType: 0 } as const;
    expect(refusal(pngOfRows(head, new Uint8Array(2 ** 24))).code).toBe('image-truncated');
  });
});

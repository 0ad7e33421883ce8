import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pngOfRows, rawPng } from '../../../test/support/raw-png.ts';
import { decodePlainPng } from './plain-png.ts';

/** Any rows are a valid picture, as long as each names one of the five filters. */
const picture = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain(({ width, height, channels }) => {
    const rowBytes = width * channels;
    const row = fc.tuple(fc.nat(4), fc.uint8Array({ minLength: rowBytes, maxLength: rowBytes }));
    return fc.record({
      head: fc.constant({ width, height, bitDepth: 8 as const, colourType: channels === 1 ? (0 as const) : (2 as const) }),
      channels: fc.constant(channels),
      rows: fc.array(row, { minLength: height, maxLength: height }),
    });
  });

describe('decodePlainPng', () => {
  it('finds what sharp finds, whatever the filters of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(picture, async ({ head, channels, rows }) => {
        const png = Buffer.from(pngOfRows(head, Buffer.concat(rows.map(([filter, bytes]) => Buffer.from([filter, ...bytes])))));
        const expected = await sharp(png)
          .toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .raw()
          .toBuffer();
        expect(decodePlainPng(png, head.width, head.height)).toEqual({ channels, samples: new Uint8Array(expected) });
      }),
      { numRuns: 60 },
    );
  });

  it('leaves every other picture to sharp', async () => {
    const grey = { width: 2, height: 1, bitDepth: 8, colourType: 0 } as const;
    const plain = Buffer.from(rawPng(grey, new Uint8Array([1, 2])));
    expect(decodePlainPng(plain, 2, 1)?.samples).toEqual(new Uint8Array([1, 2]));
    expect(decodePlainPng(plain, 1, 2)).toBeUndefined();
    const others = [
      rawPng({ ...grey, bitDepth: 16 }, new Uint8Array(4)),
      rawPng({ ...grey, colourType: 4 }, new Uint8Array(4)),
      pngOfRows(grey, new Uint8Array([5, 1, 2])),
      pngOfRows(grey, new Uint8Array([0, 1])),
      pngOfRows(grey, new Uint8Array([0, 1, 2, 3])),
      await sharp(plain).png({ progressive: true }).toBuffer(),
      await sharp(plain).png({ palette: true }).toBuffer(),
      await sharp(plain).withMetadata({ orientation: 6 }).png().toBuffer(),
      await sharp(plain).withIccProfile('p3').png().toBuffer(),
    ];
    expect(others.map((png) => decodePlainPng(Buffer.from(png), 2, 1))).toEqual(others.map(() => undefined));
  });

  it('leaves a damaged picture to sharp, whichever byte is lost or changed', () => {
    const png = Buffer.from(rawPng({ width: 4, height: 4, bitDepth: 8, colourType: 0 }, new Uint8Array(16).fill(9)));
    for (let length = 8; length < png.length; length += 1) {
      expect(decodePlainPng(png.subarray(0, length), 4, 4)).toBeUndefined();
    }
    for (let at = 8; at < png.length; at += 1) {
      const changed = Buffer.from(png);
      changed[at] = 255 - (changed[at] ?? 0);
      expect(decodePlainPng(changed, 4, 4)).toBeUndefined();
    }
  });
});

import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SightlineError } from '../../core/errors.ts';
import type { ImageReader, ImageShape } from '../../core/ports.ts';
import { bombPng, rawPng } from '../../../test/support/raw-png.ts';
import { createImageReader } from './image-reader.ts';

let folder = '';
let noise: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-images-'));
  await mkdir(join(folder, 'project'));
  const samples = new Uint8Array(64 * 48 * 3).map((_, index) => Math.imul(index + 1, 0x9e_37_79_b1) >>> 24);
  noise = await sharp(samples, { raw: { width: 64, height: 48, channels: 3 } })
    .png()
    .toBuffer();
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, 'project', name);
  await writeFile(path, bytes);
  return path;
}

async function read(name: string, bytes: Uint8Array | string, shape: ImageShape): Promise<number[]> {
  const path = await put(name, bytes);
  return [...(await reader().read(path, shape))];
}

function bigEndian(samples: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => bytes.writeUInt16BE(sample, index * 2));
  return bytes;
}

/** The shape of a single row. */
const wide = (width: number, channels: 1 | 3): ImageShape => ({ width, height: 1, channels });

const reader = (): ImageReader => createImageReader([join(folder, 'project')]);

describe('pixels', () => {
  it('are the samples of an 8-bit picture of that size', async () => {
    const grey = rawPng({ width: 3, height: 1, bitDepth: 8, colourType: 0 }, new Uint8Array([0, 77, 255]));
    expect(await read('grey.png', grey, wide(3, 1))).toEqual([0, 77, 255]);
    expect(await read('grey.png', grey, wide(3, 3))).toEqual([0, 0, 0, 77, 77, 77, 255, 255, 255]);
    const rgb = rawPng({ width: 2, height: 1, bitDepth: 8, colourType: 2 }, new Uint8Array([1, 2, 3, 200, 100, 50]));
    expect(await read('rgb.png', rgb, wide(2, 3))).toEqual([1, 2, 3, 200, 100, 50]);
  });

  it('come in rows from the top left', async () => {
    const grey = rawPng({ width: 2, height: 2, bitDepth: 8, colourType: 0 }, new Uint8Array([1, 2, 3, 4]));
    expect(await read('rows.png', grey, { width: 2, height: 2, channels: 1 })).toEqual([1, 2, 3, 4]);
  });

  it('of 16 bits are scaled to 8, not clipped', async () => {
    const grey = rawPng({ width: 5, height: 1, bitDepth: 16, colourType: 0 }, bigEndian([0, 255, 256, 32_768, 65_535]));
    expect(await read('grey16.png', grey, wide(5, 1))).toEqual([0, 0, 1, 128, 255]);
    const rgb = rawPng({ width: 1, height: 1, bitDepth: 16, colourType: 2 }, bigEndian([257, 32_768, 65_535]));
    expect(await read('rgb16.png', rgb, wide(1, 3))).toEqual([1, 128, 255]);
  });

  it('of one bit are black and white', async () => {
    const bits = rawPng({ width: 8, height: 1, bitDepth: 1, colourType: 0 }, new Uint8Array([0b1010_0101]));
    expect(await read('bits.png', bits, wide(8, 1))).toEqual([255, 0, 255, 0, 0, 255, 0, 255]);
  });

  it('turn grey by the luma of BT.601', async () => {
    const rgb = rawPng({ width: 3, height: 1, bitDepth: 8, colourType: 2 }, new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255]));
    expect(await read('luma.png', rgb, wide(3, 1))).toEqual([76, 150, 29]);
  });

  it('are laid over black where they are transparent', async () => {
    const rgba = rawPng({ width: 3, height: 1, bitDepth: 8, colourType: 6 }, new Uint8Array([250, 0, 0, 128, 10, 20, 30, 255, 9, 9, 9, 0]));
    expect(await read('rgba.png', rgba, wide(3, 3))).toEqual([125, 0, 0, 10, 20, 30, 0, 0, 0]);
  });

  it('of a CMYK picture are its colours', async () => {
    const cmyk = await sharp({ create: { width: 16, height: 16, channels: 3, background: { r: 200, g: 50, b: 20 } } })
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const [red = 0, green = 0, blue = 0] = await read('cmyk.jpg', cmyk, { width: 1, height: 1, channels: 3 });
    expect(Math.abs(red - 200)).toBeLessThan(25);
    expect(Math.abs(green - 50)).toBeLessThan(25);
    expect(Math.abs(blue - 20)).toBeLessThan(25);
  });

  it('stand upright as EXIF says', async () => {
    const lying = await sharp(Buffer.from([255, 0]), { raw: { width: 2, height: 1, channels: 1 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect(await read('lying.png', lying, { width: 1, height: 2, channels: 1 })).toEqual([255, 0]);
  });

  it('are averaged when the picture shrinks', async () => {
    const grey = rawPng(
      { width: 4, height: 4, bitDepth: 8, colourType: 0 },
      new Uint8Array(16).map((_, index) => (index % 2) * 200),
    );
    expect(await read('stripes.png', grey, { width: 1, height: 1, channels: 1 })).toEqual([100]);
  });

  it.each(['jpeg', 'webp', 'tiff', 'avif', 'gif'] as const)('of %s come close to those of the PNG', async (format) => {
    const shape = { width: 8, height: 6, channels: 3 } as const;
    const expected = await read('noise.png', noise, shape);
    const found = await read(`noise.${format}`, await sharp(noise).toFormat(format).toBuffer(), shape);
    const worst = Math.max(...expected.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN))));
    expect(worst).toBeLessThan(25);
  });
});

describe('a bad picture', () => {
  const shape = { width: 8, height: 6, channels: 3 } as const;
  const fails = (name: string, bytes: Uint8Array | string): Promise<unknown> => read(name, bytes, shape).catch((error: unknown) => error);

  it.each(['png', 'jpeg', 'webp', 'tiff', 'avif', 'gif'] as const)('that ends in the middle is truncated: %s', async (format) => {
    const whole = await sharp(noise).toFormat(format).toBuffer();
    const error = await fails(`half.${format}`, whole.subarray(0, whole.length >> 1));
    expect(error).toMatchObject({ code: 'image-truncated', place: { file: join(folder, 'project', `half.${format}`) } });
  });

  it.each(['png', 'jpeg', 'webp', 'tiff', 'avif', 'gif'] as const)('of the first bytes alone is truncated: %s', async (format) => {
    const whole = await sharp(noise).toFormat(format).toBuffer();
    expect(await fails(`start.${format}`, whole.subarray(0, 16))).toMatchObject({ code: 'image-truncated' });
  });

  it('with overwritten bytes is corrupt', async () => {
    const corrupt = Buffer.from(noise).fill(0x55, 1000, 1100);
    expect(await fails('corrupt.png', corrupt)).toMatchObject({ code: 'image-truncated' });
  });

  it('of 20,000 x 20,000 pixels is refused by its header', async () => {
    expect(await fails('bomb.png', bombPng(20_000))).toMatchObject({ code: 'image-too-large' });
  });

  it('that claims to be a JPEG of 20,000 x 20,000 pixels is refused by its header', async () => {
    const bomb = await sharp(noise).jpeg().toBuffer();
    const sizes = bomb.indexOf(Buffer.from('ffc0', 'hex')) + 5;
    bomb.writeUInt16BE(20_000, sizes);
    bomb.writeUInt16BE(20_000, sizes + 2);
    expect(await fails('bomb.jpg', bomb)).toMatchObject({ code: 'image-too-large' });
  });

  it.each(['png', 'jpeg', 'webp', 'tiff', 'avif', 'gif'] as const)(
    'with any byte changed is read or named, never a crash: %s',
    async (format) => {
      const whole = await sharp(noise).toFormat(format).toBuffer();
      const change = fc.tuple(fc.oneof(fc.nat(99), fc.nat(whole.length - 1)), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const changed = Buffer.from(whole);
          changes.forEach(([at, value]) => changed.writeUInt8(value, at));
          const outcome = await fails(`changed.${format}`, changed);
          const isNamed = outcome instanceof SightlineError && outcome.code.startsWith('image-');
          expect(isNamed ? 'named' : outcome).toSatisfy(
            (verdict) => verdict === 'named' || (Array.isArray(verdict) && verdict.length === 8 * 6 * 3),
          );
        }),
        { numRuns: 40 },
      );
    },
  );

  it('without a byte is empty', async () => {
    expect(await fails('empty.png', '')).toMatchObject({ code: 'image-empty' });
  });

  it.each([
    ['text.png', 'hello, I am a text file'],
    ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image href="file:///etc/passwd"/></svg>'],
    ['page.jpg', '%PDF-1.7'],
    ['short.png', 'x'],
  ])('that is something else is unsupported: %s', async (name, text) => {
    expect(await fails(name, text)).toMatchObject({ code: 'image-unsupported' });
  });

  it.each(['gif', 'webp'] as const)('that moves is unsupported: %s', async (format) => {
    const pixels = Buffer.alloc(8 * 16 * 3).fill(255, 8 * 8 * 3);
    const moving = await sharp(pixels, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .toFormat(format)
      .toBuffer();
    expect(await fails(`moving.${format}`, moving)).toMatchObject({
      code: 'image-unsupported',
      message: expect.stringContaining('2 frames'),
    });
  });
});

describe('a path', () => {
  const shape = { width: 1, height: 1, channels: 1 } as const;

  it('to nothing is missing, whatever it holds', async () => {
    await expect(reader().read(join(folder, 'project', 'absent.png'), shape)).rejects.toMatchObject({ code: 'image-missing' });
    await expect(reader().read(join(folder, 'project', 'a\0.png'), shape)).rejects.toMatchObject({ code: 'image-missing' });
    await expect(reader().read(join(await put('file.png', noise), 'below.png'), shape)).rejects.toMatchObject({ code: 'image-missing' });
  });

  it('out of the folders is refused, by dots and by link; a link into one of them is followed', async () => {
    const outside = join(folder, 'outside.png');
    await writeFile(outside, noise);
    await mkdir(join(folder, 'project-other'));
    const link = join(folder, 'project', 'link.png');
    await symlink(outside, link);
    await expect(reader().read(link, shape)).rejects.toMatchObject({ code: 'image-outside', place: { file: link } });
    await expect(reader().read(join(folder, 'project') + '/../outside.png', shape)).rejects.toMatchObject({ code: 'image-outside' });
    await expect(
      createImageReader([join(folder, 'no-cache-yet'), join(folder, 'project'), folder]).read(link, shape),
    ).resolves.toHaveLength(1);
  });

  it('to a folder is no image', async () => {
    await mkdir(join(folder, 'project', 'folder.png'));
    await expect(reader().read(join(folder, 'project', 'folder.png'), shape)).rejects.toMatchObject({ code: 'image-unsupported' });
  });
});

describe('a thumbnail', () => {
  it('is a WebP that fits into the square and is never enlarged', async () => {
    const path = await put('large.png', noise);
    expect(await sharp(await reader().thumbnail(path, 32)).metadata()).toMatchObject({ format: 'webp', width: 32, height: 24 });
    expect(await sharp(await reader().thumbnail(path, 500)).metadata()).toMatchObject({ width: 64, height: 48 });
  });

  it('fails as a read does', async () => {
    const path = await put('half-large.png', noise.subarray(0, 500));
    await expect(reader().thumbnail(path, 32)).rejects.toMatchObject({ code: 'image-truncated' });
  });
});

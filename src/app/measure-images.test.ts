import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import { rawPng } from '../../test/support/raw-png.ts';
import { imageMeasurer } from './measure-images.ts';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-measure-'));
  const half = Uint8Array.from({ length: 64 * 16 }, (_, at) => (at % 64 < 32 ? 0 : 255));
  await writeFile(join(root, 'half.png'), rawPng({ width: 64, height: 16, bitDepth: 8, colourType: 0 }, half));
  await writeFile(join(root, 'white.png'), rawPng({ width: 1, height: 1, bitDepth: 8, colourType: 0 }, Uint8Array.of(255)));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

test('size and brightness, each where it is asked for', async () => {
  const measure = imageMeasurer(createImageReader([root]), root);
  const both = await measure(['half.png', 'white.png'], new Set(['size', 'brightness']));
  expect(both.get('half.png')?.size).toEqual({ width: 64, height: 16 });
  expect(both.get('half.png')?.brightness).toBeCloseTo(0.5, 1);
  expect(both.get('white.png')).toEqual({ size: { width: 1, height: 1 }, brightness: 1 });
  expect(await measure(['white.png'], new Set(['size']))).toEqual(
    new Map([['white.png', { size: { width: 1, height: 1 }, brightness: undefined }]]),
  );
});

test('an image that is not there is an error that names it', async () => {
  const measure = imageMeasurer(createImageReader([root]), root);
  await expect(measure(['gone.png'], new Set(['size']))).rejects.toMatchObject({
    code: 'image-missing',
    place: { file: 'gone.png' },
    hint: expect.stringContaining('need every image of the test set') as string,
  });
});

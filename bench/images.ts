/**
 * Reading small pictures, the larger part of a training's start: our reader, which decodes plain PNGs itself, beside sharp
 * alone on the same files. CPU time of this process, which a busy machine disturbs less than the clock.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createImageReader } from '../src/adapters/sharp/image-reader.ts';
import { readImages } from '../src/app/read-images.ts';
import { randomStream } from '../src/core/training/random.ts';
import { rawPng } from '../test/support/raw-png.ts';
import { median } from './measure.ts';
import { report, type BenchLine } from './results.ts';

const images = 6000;
const shape = { width: 28, height: 28, channels: 1 } as const;
const runs = 3;

type Read = (paths: readonly string[]) => Promise<unknown>;

const folder = await mkdtemp(join(tmpdir(), 'sightline-bench-'));
try {
  const paths = await makePictures();
  const reader = createImageReader([folder]);
  const ours: Read = async (all) => readImages(reader, all, shape, 'refuse');
  const peer: Read = async (all) => readInLanes(all, reader.concurrency, sharpAlone);
  const bare: Read = async (all) => readInLanes(all, reader.concurrency, async (path) => readFile(path));
  const costs = { ours: [] as number[], peer: [] as number[], bare: [] as number[] };
  for (let round = -1; round < runs; round += 1) {
    for (const [side, read] of Object.entries({ ours, peer, bare }) as [keyof typeof costs, Read][]) {
      const seconds = await cpuSeconds(async () => read(paths));
      if (round >= 0) {
        costs[side].push(seconds);
      }
    }
  }
  const line: BenchLine = {
    what: `reading ${images} PNGs of 28 x 28`,
    ours: median(costs.ours),
    peer: median(costs.peer),
    peerName: 'sharp alone',
    limit: median(costs.bare),
    unit: 's CPU',
    goal: '',
  };
  await report('images', [line], { sharp: sharp.versions.sharp ?? '' });
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** What the reader would do without a decoder of its own; grey by sharp's own weights. */
async function sharpAlone(path: string): Promise<Uint8Array> {
  const image = sharp(path, { failOn: 'warning' }).flatten({ background: 'black' });
  return image.resize(shape.width, shape.height, { fit: 'fill', kernel: 'linear' }).greyscale().raw().toBuffer();
}

async function readInLanes(paths: readonly string[], lanes: number, read: (path: string) => Promise<unknown>): Promise<void> {
  const queue = paths.values();
  const work = async (): Promise<void> => {
    for (const path of queue) {
      await read(path);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Bright blots on black, which compress about as handwritten digits do. */
async function makePictures(): Promise<readonly string[]> {
  const random = randomStream(1, 'bench');
  const paths = Array.from({ length: images }, (_, at) => join(folder, `${at}.png`));
  await readInLanes(paths, 4, async (path) => {
    const pixels = new Uint8Array(shape.width * shape.height);
    for (let dot = 0; dot < 100; dot += 1) {
      pixels[(6 + random.below(16)) * shape.width + 6 + random.below(16)] = random.below(256);
    }
    await writeFile(path, rawPng({ width: shape.width, height: shape.height, bitDepth: 8, colourType: 0 }, pixels));
  });
  return paths;
}

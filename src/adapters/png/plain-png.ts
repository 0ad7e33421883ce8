import { readChunks } from './read-chunks.ts';
import { readRows } from './read-rows.ts';

/** Samples of a picture as they lie in its file: height * width * channels values of 0 to 255. */
export interface PlainSamples {
  readonly channels: 1 | 3;
  readonly samples: Uint8Array;
}

/** Chunks that say nothing about the value of a sample. */
const harmlessChunks = new Set(['pHYs', 'tEXt', 'zTXt', 'iTXt', 'tIME', 'sRGB', 'gAMA', 'cHRM']);

/**
 * The samples of the plainest PNG (8 bits, grey or RGB, not interlaced, without transparency or profile)
 * of exactly this size; undefined for any other and for a damaged one, which are sharp's to judge.
 * A data set of small pictures is mostly such files, and sharp spends 20 times as long on setting up as
 * decoding takes.
 */
export function decodePlainPng(file: Buffer, width: number, height: number): PlainSamples | undefined {
  const chunks = readChunks(file);
  if (chunks === undefined || ![...chunks.others].every((type) => harmlessChunks.has(type))) {
    return undefined;
  }
  const { bitDepth, colourType, isInterlaced, ...size } = chunks.header;
  if (size.width !== width || size.height !== height || bitDepth !== 8 || (colourType !== 0 && colourType !== 2) || isInterlaced) {
    return undefined;
  }
  const channels = colourType === 0 ? 1 : 3;
  const samples = readRows(chunks.data, { rowBytes: width * channels, height, pixelBytes: channels });
  return samples && { channels, samples };
}

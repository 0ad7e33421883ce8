import { crc32, inflateSync } from 'node:zlib';

/** Samples of a picture as they lie in its file: height * width * channels values of 0 to 255. */
export interface PlainSamples {
  readonly channels: 1 | 3;
  readonly samples: Uint8Array;
}

/** Chunks that say nothing about the value of a sample. */
const harmlessChunks = new Set(['pHYs', 'tEXt', 'zTXt', 'iTXt', 'tIME', 'sRGB', 'gAMA', 'cHRM']);
const signatureLength = 8;

/**
 * The samples of the plainest PNG (8 bits, grey or RGB, not interlaced, without transparency or profile)
 * of exactly this size; undefined for any other and for a damaged one, which are sharp's to judge.
 * A data set of small pictures is mostly such files, and sharp spends 20 times as long on setting up as
 * decoding takes. After the PNG specification, third edition, sections 5.3 and 9.
 */
export function decodePlainPng(file: Buffer, width: number, height: number): PlainSamples | undefined {
  const chunks = readChunks(file);
  const header = chunks?.header;
  if (chunks === undefined || header === undefined || header.readUInt32BE(0) !== width || header.readUInt32BE(4) !== height) {
    return undefined;
  }
  const [depth, colourType, compression, filter, interlace] = header.subarray(8);
  if (depth !== 8 || (colourType !== 0 && colourType !== 2) || compression !== 0 || filter !== 0 || interlace !== 0) {
    return undefined;
  }
  const channels = colourType === 0 ? 1 : 3;
  const filtered = inflate(chunks.data, (width * channels + 1) * height);
  const samples = filtered && unfilter(filtered, width * channels, height, channels);
  return samples && { channels, samples };
}

interface Chunks {
  readonly header: Buffer;
  readonly data: Buffer;
}

/** The header and the joined image data; undefined for a file with any other chunk that matters, or a wrong checksum. */
function readChunks(file: Buffer): Chunks | undefined {
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = signatureLength; at + 12 <= file.length;) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) {
      return undefined;
    }
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, end - 4);
    if (type === 'IEND') {
      return header && { header, data: data.length === 1 && data[0] ? data[0] : Buffer.concat(data) };
    }
    if (type === 'IHDR' && at === signatureLength && body.length === 13) {
      header = body;
    } else if (type === 'IDAT') {
      data.push(body);
    } else if (!harmlessChunks.has(type)) {
      return undefined;
    }
    at = end;
  }
  return undefined;
}

function inflate(data: Buffer, length: number): Buffer | undefined {
  try {
    const filtered = inflateSync(data, { maxOutputLength: length });
    return filtered.length === length ? filtered : undefined;
  } catch {
    return undefined;
  }
}

/** Undoes the filter of each row: what was subtracted is the byte to the left, above, their mean, or Paeth's choice. */
function unfilter(filtered: Buffer, rowBytes: number, height: number, pixelBytes: number): Uint8Array | undefined {
  const samples = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * (rowBytes + 1);
    const to = row * rowBytes;
    const type = filtered[from] ?? 0;
    if (type > 4) {
      return undefined;
    }
    if (type === 0) {
      samples.set(filtered.subarray(from + 1, from + 1 + rowBytes), to);
      continue;
    }
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x < pixelBytes ? 0 : (samples[to + x - pixelBytes] ?? 0);
      const above = row === 0 ? 0 : (samples[to + x - rowBytes] ?? 0);
      const corner = row === 0 || x < pixelBytes ? 0 : (samples[to + x - rowBytes - pixelBytes] ?? 0);
      samples[to + x] = (filtered[from + 1 + x] ?? 0) + predict(type, left, above, corner);
    }
  }
  return samples;
}

function predict(type: number, left: number, above: number, corner: number): number {
  if (type === 1) {
    return left;
  }
  if (type === 2) {
    return above;
  }
  if (type === 3) {
    return (left + above) >> 1;
  }
  const fromLeft = Math.abs(above - corner);
  const fromAbove = Math.abs(left - corner);
  const fromCorner = Math.abs(left + above - 2 * corner);
  return fromLeft <= fromAbove && fromLeft <= fromCorner ? left : fromAbove <= fromCorner ? above : corner;
}

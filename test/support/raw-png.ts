import { crc32, deflateSync } from 'node:zlib';

/** How the samples of a PNG lie: the bit depth and the PNG colour type (0 grey, 2 RGB, 3 indexed, 4 grey with alpha, 6 RGBA). */
export interface RawPng {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colourType: 0 | 2 | 3 | 4 | 6;
}

/** A PNG of exactly these samples, 16-bit ones big-endian, rows packed: what an encoder that converts cannot promise. */
export function rawPng(head: RawPng, samples: Uint8Array): Uint8Array {
  const bitsPerPixel = head.bitDepth * { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[head.colourType];
  const rowBytes = Math.ceil((head.width * bitsPerPixel) / 8);
  const filtered = new Uint8Array((rowBytes + 1) * head.height);
  for (let row = 0; row < head.height; row += 1) {
    filtered.set(samples.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  }
  return pngOfRows(head, filtered);
}

/** A PNG of these rows, each with the byte before it that names its filter. */
export function pngOfRows(head: RawPng, filtered: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(head.width, 0);
  header.writeUInt32BE(head.height, 4);
  header.set([head.bitDepth, head.colourType], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const palette = head.colourType === 3 ? [chunk('PLTE', Buffer.alloc(3 * 2 ** head.bitDepth, 7))] : []; // one colour for all
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...palette,
    chunk('IDAT', deflateSync(filtered)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** `side` by `side` black pixels in few bytes: a decompression bomb. */
export function bombPng(side: number): Uint8Array {
  return rawPng({ width: side, height: side, bitDepth: 1, colourType: 0 }, new Uint8Array(0));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

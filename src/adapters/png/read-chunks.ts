import { crc32 } from 'node:zlib';

/** What a PNG file consists of. */
export interface PngChunks {
  readonly header: PngHeader;
  /** Filtered and compressed rows. */
  readonly data: Buffer;
  /** The types of all other chunks; those that start with a capital letter change what the rows mean. */
  readonly others: ReadonlySet<string>;
}

/** The first chunk; sizes in pixels. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  /** 0 grey, 2 RGB, 3 indexed, 4 grey with alpha, 6 RGBA. */
  readonly colourType: number;
  readonly isInterlaced: boolean;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** Whether a file starts as a PNG does. */
export function isPng(file: Buffer): boolean {
  return file.subarray(0, signature.length).equals(signature);
}

/**
 * The chunks of a PNG; undefined for a file that is cut off, has a wrong checksum or names unknown methods.
 * After the PNG specification, third edition, section 5.
 */
export function readChunks(file: Buffer): PngChunks | undefined {
  const data: Buffer[] = [];
  const others = new Set<string>();
  let header: PngHeader | undefined;
  for (let at = signature.length; at + 12 <= file.length;) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) {
      return undefined;
    }
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, end - 4);
    if (type === 'IEND') {
      return header && { header, data: data.length === 1 && data[0] ? data[0] : Buffer.concat(data), others };
    }
    if (type === 'IHDR' && at === signature.length) {
      header = readHeader(body);
    } else if (type === 'IDAT') {
      data.push(body);
    } else {
      others.add(type);
    }
    at = end;
  }
  return undefined;
}

function readHeader(body: Buffer): PngHeader | undefined {
  const [bitDepth = 0, colourType = 0, compression, filter, interlace = 0] = body.subarray(8);
  if (body.length !== 13 || compression !== 0 || filter !== 0 || interlace > 1) {
    return undefined;
  }
  return { width: body.readUInt32BE(0), height: body.readUInt32BE(4), bitDepth, colourType, isInterlaced: interlace === 1 };
}

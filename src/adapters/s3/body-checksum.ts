import { crc32 } from 'node:zlib';

/** The CRC-32 of a body as S3 writes it. */
export function checksumOf(body: Uint8Array): string {
  return spellCrc32(crc32(body));
}

/** Four bytes, base64. */
export function spellCrc32(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}

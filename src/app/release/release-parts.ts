import { createHash } from 'node:crypto';
import type { ReleaseFile } from '../../core/release-ports.ts';

/** GitHub takes files of fewer than 2 GiB. */
const mostBytes = 2 ** 31 - 1;

/**
 * A file as GitHub takes it: as it is, or, where it has more than `most` bytes, as parts `NAME.part-001`, `NAME.part-002`, …
 * that one after the other are the file, and `NAME.manifest.json` with the size and SHA-256 of the whole and of each part.
 */
export async function inParts(file: ReleaseFile, most: number = mostBytes): Promise<readonly ReleaseFile[]> {
  if (file.size <= most) {
    return [file];
  }
  const parts: ReleaseFile[] = [];
  for (let start = 0; start < file.size; start += most) {
    const name = `${file.name}.part-${String(parts.length + 1).padStart(3, '0')}`;
    parts.push(await digested(name, 'application/octet-stream', file.content.slice(start, Math.min(start + most, file.size))));
  }
  const { name, size, sha256 } = file;
  const manifest = {
    version: 1,
    name,
    size,
    sha256,
    parts: parts.map((part) => ({ name: part.name, size: part.size, sha256: part.sha256 })),
  };
  return [...parts, await digested(`${name}.manifest.json`, 'application/json', new Blob([`${JSON.stringify(manifest, null, 2)}\n`]))];
}

/** Reads what shall be sent once, for its digest. */
async function digested(name: string, mediaType: string, content: Blob): Promise<ReleaseFile> {
  const hash = createHash('sha256');
  for await (const chunk of content.stream()) {
    hash.update(chunk as Uint8Array);
  }
  return { name, mediaType, size: content.size, sha256: hash.digest('hex'), content };
}

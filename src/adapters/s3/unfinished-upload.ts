import { hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { checksumOf } from './body-checksum.ts';
import { bytesOfPart, partBytesOf, partNumbers, partedCall, readPart, type PartedUpload, type SentPart } from './file-parts.ts';
import { readXml, unquoted } from './response.ts';
import { failureOf } from './s3-failure.ts';
import type { XmlAnswer } from './xml.ts';

/** An upload of ours that broke off. */
export interface UnfinishedUpload {
  readonly uploadId: string;
  readonly parts: ReadonlyMap<number, SentPart>;
}

interface ListedPart extends SentPart {
  readonly size: number;
}

const mostCandidates = 4;
const mostAnswerBytes = 4 << 20;

/**
 * The unfinished upload of the same file under the same key: its parts have our size and hold what the file holds there.
 * All others, which another process may be at, are left alone; a bucket's lifecycle rule removes what nobody finishes.
 */
export async function findUnfinished(upload: PartedUpload, file: FileHandle): Promise<UnfinishedUpload | undefined> {
  for (const uploadId of (await listUploads(upload)).slice(0, mostCandidates)) {
    const parts = await listParts(upload, uploadId);
    if (parts.length > 0 && (await isOurs(upload, file, parts))) {
      return { uploadId, parts: new Map(parts.map((part) => [part.number, part])) };
    }
  }
  return undefined;
}

async function isOurs(upload: PartedUpload, file: FileHandle, parts: readonly ListedPart[]): Promise<boolean> {
  const { size } = upload;
  const numbers = new Set(partNumbers(size));
  if (!parts.every((part) => numbers.has(part.number) && part.size === bytesOfPart(size, part.number))) {
    return false;
  }
  const partBytes = partBytesOf(size);
  for (const part of parts) {
    const isSame = await upload.bucket.memory.with(partBytes, async () => holds(await readPart(upload, file, part.number), part));
    if (!isSame) {
      return false;
    }
  }
  return true;
}

/** An etag is the md5 unless the server encrypts with keys of its own; then there is the checksum that we sent. */
function holds(bytes: Buffer, part: ListedPart): boolean {
  return part.etag === hash('md5', bytes) || (part.crc32 !== undefined && part.crc32 === checksumOf(bytes));
}

/** Newest first. A server that can't or won't tell has none. */
async function listUploads(upload: PartedUpload): Promise<readonly string[]> {
  const { client, headers } = upload.bucket;
  const key = upload.bucket.full(upload.key);
  const call = {
    operation: 'ListMultipartUploads',
    method: 'GET',
    query: { uploads: '', prefix: key },
    headers: headers.payer,
    signal: upload.options.signal,
  } as const;
  try {
    const answer = await client.send(call, async (response) => readXml(response, mostAnswerBytes));
    return answer
      .all('Upload')
      .filter((entry) => entry.text('Key') === key)
      .map((entry) => ({ id: entry.text('UploadId') ?? '', time: entry.text('Initiated') ?? '' }))
      .toSorted((a, b) => (a.time < b.time ? 1 : -1))
      .map((entry) => entry.id);
  } catch (error) {
    if (failureOf(error)?.status === 403 || failureOf(error)?.status === 501) {
      return [];
    }
    throw error;
  }
}

async function listParts(upload: PartedUpload, uploadId: string): Promise<readonly ListedPart[]> {
  const parts: ListedPart[] = [];
  for (let marker = '0'; ;) {
    const call = partedCall(upload, 'ListParts', 'GET', { uploadId, 'part-number-marker': marker });
    const answer = await upload.bucket.client.sendIfThere(call, async (response) => readXml(response, mostAnswerBytes));
    parts.push(...(answer?.all('Part').map(readPartEntry) ?? []));
    const next = answer?.text('IsTruncated') === 'true' ? answer.text('NextPartNumberMarker') : undefined;
    if (next === undefined || Number(next) <= Number(marker)) {
      return parts;
    }
    marker = next;
  }
}

function readPartEntry(entry: XmlAnswer): ListedPart {
  return {
    number: Number(entry.text('PartNumber')),
    size: Number(entry.text('Size')),
    etag: unquoted(entry.text('ETag') ?? ''),
    crc32: entry.text('ChecksumCRC32'),
  };
}

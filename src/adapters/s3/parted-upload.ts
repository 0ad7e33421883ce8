import { hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { SightlineError } from '../../core/errors.ts';
import type { RemoteFile } from '../../core/remote-ports.ts';
import { versionFacts } from './bucket.ts';
import { checksumOf } from './body-checksum.ts';
import { bytesOfPart, partBytesOf, partNumbers, partedCall, readPart, reading, type PartedUpload, type SentPart } from './file-parts.ts';
import { findObject } from './find-object.ts';
import { discard, header, readUpTo, unquoted } from './response.ts';
import type { ReadResponse } from './s3-client.ts';
import { failureOf, S3Failure } from './s3-failure.ts';
import { findUnfinished } from './unfinished-upload.ts';
import { escapeXml, XmlAnswer } from './xml.ts';

const partsAtOnce = 8;
const mostAnswerBytes = 1 << 20;

/** Sends a file in parts, of which those of an earlier try are kept. The object appears at the end, as a whole. */
export async function uploadInParts(upload: PartedUpload): Promise<RemoteFile | undefined> {
  if (upload.options.ifAbsent === true && (await findObject(upload.bucket, upload.key)) !== undefined) {
    return undefined;
  }
  await using file = await reading(upload.source, open(upload.source, 'r'));
  const unfinished = await findUnfinished(upload, file);
  const uploadId = unfinished?.uploadId ?? (await begin(upload));
  try {
    const parts = await sendParts(upload, file, uploadId, unfinished?.parts ?? new Map());
    return await complete(upload, uploadId, parts);
  } catch (error) {
    if (failureOf(error) === undefined) {
      throw error;
    }
    return await afterwards(upload, file, uploadId, error);
  }
}

async function begin(upload: PartedUpload): Promise<string> {
  const { headers, checksum, client } = upload.bucket;
  const algorithm = checksum ? { 'x-amz-checksum-algorithm': 'CRC32' } : {};
  const call = { ...partedCall(upload, 'CreateMultipartUpload', 'POST', { uploads: '' }), headers: { ...headers.create, ...algorithm } };
  const uploadId = await client.send(call, async (response) => (await readAnswer(response, 1)).text('UploadId'));
  if (uploadId === undefined) {
    throw new SightlineError('remote-failed', `${upload.bucket.url} began an upload without naming it`);
  }
  return uploadId;
}

async function sendParts(
  upload: PartedUpload,
  file: FileHandle,
  uploadId: string,
  kept: ReadonlyMap<number, SentPart>,
): Promise<readonly SentPart[]> {
  const { bucket, options, size } = upload;
  const partBytes = partBytesOf(size);
  const parts: SentPart[] = [];
  const queue = partNumbers(size).values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const number of queue) {
      if (failed) {
        return;
      }
      try {
        const part = kept.get(number) ?? (await bucket.memory.with(partBytes, async () => sendPart(upload, file, uploadId, number)));
        parts[number - 1] = part;
        options.onBytes?.(bytesOfPart(size, number));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: partsAtOnce }, work)); // the file stays open until all are done
  const broken = results.find((result) => result.status === 'rejected');
  if (broken !== undefined) {
    throw broken.reason;
  }
  return parts;
}

async function sendPart(upload: PartedUpload, file: FileHandle, uploadId: string, number: number): Promise<SentPart> {
  const body = await readPart(upload, file, number);
  const call = partedCall(upload, 'UploadPart', 'PUT', { partNumber: String(number), uploadId });
  return upload.bucket.client.send({ ...call, body, checksum: upload.bucket.checksum }, async (response) => {
    await discard(response);
    const etag = unquoted(header(response, 'etag') ?? '');
    return { number, etag, crc32: upload.bucket.checksum ? checksumOf(body) : undefined };
  });
}

async function complete(upload: PartedUpload, uploadId: string, parts: readonly SentPart[]): Promise<RemoteFile | undefined> {
  const { bucket, key, size, options } = upload;
  const call = partedCall(upload, 'CompleteMultipartUpload', 'POST', { uploadId });
  const condition = options.ifAbsent === true ? { 'if-none-match': '*' } : {};
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.map(writePart).join('')}</CompleteMultipartUpload>`);
  return bucket.client.send({ ...call, headers: { ...call.headers, ...condition }, body }, async (response, tries) => {
    const answer = await readAnswer(response, tries);
    const etag = unquoted(answer.text('ETag'));
    return { key, size, ...versionFacts(response), ...(etag === undefined ? {} : { etag }) };
  });
}

/**
 * The server refused. Maybe the upload was completed before, by a try whose answer was lost or by a twin of us; or
 * another file is there, and is to stay.
 */
async function afterwards(upload: PartedUpload, file: FileHandle, uploadId: string, error: unknown): Promise<RemoteFile | undefined> {
  const found = await findObject(upload.bucket, upload.key);
  if (found?.size === upload.size && found.etag === (await etagOf(upload, file))) {
    return found;
  }
  if (failureOf(error)?.status !== 412) {
    throw error;
  }
  const abort = partedCall(upload, 'AbortMultipartUpload', 'DELETE', { uploadId });
  await upload.bucket.client.sendIfThere(abort, discard);
  return undefined;
}

/** What S3 calls a file in these parts: the md5 of their md5s, and their number. */
async function etagOf(upload: PartedUpload, file: FileHandle): Promise<string> {
  const digests: Buffer[] = [];
  for (const number of partNumbers(upload.size)) {
    const digest = async (): Promise<Buffer> => hash('md5', await readPart(upload, file, number), 'buffer');
    digests.push(await upload.bucket.memory.with(partBytesOf(upload.size), digest));
  }
  return `${hash('md5', Buffer.concat(digests))}-${digests.length}`;
}

function writePart({ number, etag, crc32 }: SentPart): string {
  const checksum = crc32 === undefined ? '' : `<ChecksumCRC32>${escapeXml(crc32)}</ChecksumCRC32>`;
  return `<Part>${checksum}<ETag>"${escapeXml(etag)}"</ETag><PartNumber>${number}</PartNumber></Part>`;
}

/** Some answers of status 200 are errors: the server begins them before it knows. */
const readAnswer: ReadResponse<XmlAnswer> = async (response) => {
  const text = (await readUpTo(response, mostAnswerBytes)).toString();
  if (text.includes('<Error>')) {
    throw new S3Failure(response.statusCode, {}, text);
  }
  return new XmlAnswer(text);
};

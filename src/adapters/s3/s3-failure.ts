import { SightlineError, type ErrorCode } from '../../core/errors.ts';
import { type AnswerHeaders, headerOf, retryAfter } from '../../core/http/answer-headers.ts';
import { systemCode } from '../../core/system-code.ts';
import { XmlAnswer } from './xml.ts';

const mostMessage = 500;

/** What S3 said when it didn't do what it was asked. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
  readonly status: number;
  /** S3's own, such as `NoSuchKey`; empty when the answer had none. */
  readonly code: string;
  /** Where the bucket is, when the server says so. */
  readonly region: string | undefined;
  /** The server's clock. */
  readonly date: string | undefined;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, headers: AnswerHeaders, body: string) {
    const answer = readAnswer(body);
    super(answer?.text('Message')?.slice(0, mostMessage) ?? '');
    this.status = status;
    this.code = answer?.text('Code') ?? '';
    const region = headerOf(headers, 'x-amz-bucket-region') ?? answer?.text('Region') ?? '';
    this.region = /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined; // it becomes a part of a host's name
    this.date = headerOf(headers, 'date');
    this.retryAfter = retryAfter(headers, (date) => Date.parse(date) - Date.now());
  }
}

function readAnswer(body: string): XmlAnswer | undefined {
  return body.includes('<!') ? undefined : new XmlAnswer(body); // such as a proxy's HTML page
}

/** The body ended before it was whole. */
export class ShortBody extends Error {
  override readonly name = 'ShortBody';
}

/** The body has other bytes than its checksum says. */
export class DamagedBody extends Error {
  override readonly name = 'DamagedBody';
}

/** What was asked, for messages. */
export interface Asked {
  /** S3's name, such as `PutObject`. */
  readonly operation: string;
  /** `s3://bucket/key`. */
  readonly url: string;
  /** Where the credentials are from. */
  readonly source: string;
}

/** Says in our terms what came of a request in the end. */
export function asRemoteError(error: unknown, asked: Asked): unknown {
  if (error instanceof SightlineError) {
    return error;
  }
  const what = `${asked.operation} of ${asked.url}`;
  if (error instanceof S3Failure) {
    const said = [error.code, error.message].filter((part) => part !== '').join(': ') || `status ${error.status}`;
    const code = codeOf(error);
    const source = code === 'remote-denied' ? ` (with ${asked.source})` : '';
    return new SightlineError(code, `${what} failed with ${said}${source}`, { cause: error });
  }
  if (error instanceof DamagedBody) {
    return new SightlineError('wrong-content', `${what} failed: ${error.message}`, { cause: error });
  }
  return new SightlineError('remote-failed', `${what} failed: ${networkReason(error)}`, { cause: error });
}

const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired']);
const denied = new Set([...expired, 'InvalidToken', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied', 'InvalidClientTokenId']);

/** Whether new credentials may help. */
export function isExpired(failure: S3Failure): boolean {
  return expired.has(failure.code);
}

/** What S3 said, when that is behind an error. */
export function failureOf(error: unknown): S3Failure | undefined {
  const cause = error instanceof SightlineError ? error.cause : error;
  return cause instanceof S3Failure ? cause : undefined;
}

/** Whether a failure means that there is no such object or upload; an answer to HEAD has no words. */
export function isMissing(failure: S3Failure | undefined): boolean {
  return failure?.status === 404 && ['', 'NoSuchKey', 'NoSuchVersion', 'NoSuchUpload'].includes(failure.code);
}

function codeOf(failure: S3Failure): ErrorCode {
  if (failure.status === 401 || failure.status === 403 || denied.has(failure.code)) {
    return 'remote-denied';
  }
  return failure.code === 'NoSuchBucket' || failure.code === 'InvalidBucketName' ? 'remote-not-found' : 'remote-failed';
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = systemCode(error);
  const inner = error instanceof AggregateError ? error.errors.find((each) => each instanceof Error) : error.cause;
  return error.message === '' && inner instanceof Error
    ? networkReason(inner)
    : code === undefined
      ? error.message || error.name
      : `${error.message} (${code})`;
}

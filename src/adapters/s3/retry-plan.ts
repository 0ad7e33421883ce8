import { SightlineError } from '../../core/errors.ts';
import { systemCode } from '../../core/system-code.ts';
import { DamagedBody, isExpired, S3Failure, ShortBody } from './s3-failure.ts';

const tries = 8;
const unreachableTries = 4;
/** A wire that flips bits does so rarely; what comes damaged so often lies damaged there. */
const damagedTries = 4;
const longestMilliseconds = 120_000;
const firstMilliseconds = 100;
const mostMilliseconds = 20_000;

/** Codes of answers that the next try may not get: the server is busy, or the request was damaged on its way. */
const passing = new Set([
  'SlowDown',
  'InternalError',
  'RequestTimeout',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'OperationAborted',
  'ConditionalRequestConflict',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'IncompleteBody',
]);
const unreachable = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const broken = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_EOF_STATE',
]);

/** What to change before the next try. */
export type Remedy = 'wait' | 'renew-credentials' | 'set-clock' | 'change-region';

/** Decides after each failed try of one request whether and when there is another one. */
export class RetryPlan {
  readonly #started = Date.now();
  readonly #used = new Set<Remedy>();
  #failed = 0;
  #damaged = 0;
  #asked = 0;

  /** Undefined when the error is final. Each remedy but waiting is taken once. */
  next(error: unknown): Remedy | undefined {
    const remedy = remedyOf(error);
    if (remedy === undefined || (remedy !== 'wait' && this.#used.has(remedy))) {
      return undefined;
    }
    this.#used.add(remedy);
    this.#asked = error instanceof S3Failure && (error.status === 503 || error.status === 429) ? (error.retryAfter ?? 0) : 0;
    this.#failed += 1;
    this.#damaged += error instanceof DamagedBody ? 1 : 0;
    if (this.#damaged >= damagedTries) {
      return undefined;
    }
    const most = unreachable.has(causeCode(error)) ? unreachableTries : tries;
    return this.#failed < most && Date.now() - this.#started < longestMilliseconds ? remedy : undefined;
  }

  /** What the server asks for, and a random part of a time that doubles, so that many clients don't come back at once. */
  get pauseMilliseconds(): number {
    return Math.min(mostMilliseconds, this.#asked) + Math.random() * Math.min(mostMilliseconds, firstMilliseconds * 2 ** this.#failed);
  }
}

function remedyOf(error: unknown): Remedy | undefined {
  if (error instanceof S3Failure) {
    if (isExpired(error)) {
      return 'renew-credentials';
    }
    if (error.code === 'RequestTimeTooSkewed') {
      return error.date === undefined ? undefined : 'set-clock';
    }
    if (error.region !== undefined && (error.status === 301 || error.status === 307 || error.status === 400)) {
      return 'change-region';
    }
    return isPassing(error) ? 'wait' : undefined;
  }
  if (error instanceof SightlineError) {
    return undefined;
  }
  const code = causeCode(error);
  return error instanceof ShortBody || error instanceof DamagedBody || broken.has(code) || unreachable.has(code) ? 'wait' : undefined;
}

function isPassing({ status, code }: S3Failure): boolean {
  return passing.has(code) || status === 429 || (status >= 500 && status !== 501);
}

/** Whether the server asks for fewer requests. */
export function isSlowDown(error: unknown): boolean {
  return error instanceof S3Failure && (error.status === 503 || error.status === 429 || error.code === 'SlowDown');
}

function causeCode(error: unknown): string {
  if (!(error instanceof Error)) {
    return '';
  }
  return systemCode(error) ?? causeCode(error.cause);
}

import { type ErrorCode, type Place, SightlineError } from '../../core/errors.ts';

/** An error on its way from one thread to another, which by itself would keep only its message. */
export interface CarriedError {
  /** None of an error that nobody expected. */
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly hint?: string;
  readonly place?: Place | undefined;
  readonly stack?: string | undefined;
}

/** Makes an error ready to be sent. */
export function packError(error: unknown): CarriedError {
  if (error instanceof SightlineError) {
    const { code, message, hint, place } = error;
    return { code, message, hint, place };
  }
  return error instanceof Error
    ? { code: undefined, message: error.message, stack: error.stack }
    : { code: undefined, message: String(error) };
}

/** The error that was sent. */
export function unpackError({ code, message, hint, place, stack }: CarriedError): Error {
  if (code !== undefined) {
    return new SightlineError(code, message, { ...(hint === undefined ? {} : { hint }), ...(place === undefined ? {} : { place }) });
  }
  return Object.assign(new Error(message), stack === undefined ? {} : { stack });
}

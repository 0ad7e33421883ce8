import { S3ServiceException } from '@aws-sdk/client-s3';
import { SightlineError } from '../../core/errors.ts';

/** Answers that only say that nothing is set. */
const unset: ReadonlySet<string> = new Set([
  'ServerSideEncryptionConfigurationNotFoundError',
  'NoSuchLifecycleConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
]);

const unknownCalls: ReadonlySet<string> = new Set(['NotImplemented', 'MethodNotAllowed', 'UnsupportedOperation', 'XNotImplemented']);

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Whether the answer says that there is no such bucket. */
export function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NotFound' || error.name === 'NoSuchBucket' || statusOf(error) === 404);
}

/** What a call answers, `otherwise` when nothing is set, and `unsupported` when the server doesn't know the call. */
export async function unlessUnsupported<T, Other>(call: () => Promise<T>, otherwise: Other): Promise<T | Other | 'unsupported'> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof S3ServiceException && unset.has(error.name)) {
      return otherwise;
    }
    if ((error instanceof S3ServiceException && unknownCalls.has(error.name)) || statusOf(error) === 501) {
      return 'unsupported';
    }
    throw error;
  }
}

/** What failed of a bucket, in our words. */
export function asProvisionError(error: unknown, bucket: string): unknown {
  if (error instanceof SightlineError) {
    return error;
  }
  if (statusOf(error) === 403 || (error instanceof Error && error.name === 'BucketAlreadyExists')) {
    return new SightlineError('remote-denied', `the bucket '${bucket}' belongs to somebody else, or these credentials may not manage it`, {
      cause: error,
      hint: 'Names of buckets are unique among all of S3: take another one, or check whose credentials these are.',
    });
  }
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SightlineError('remote-failed', `the bucket '${bucket}' can't be set up: ${why}`, { cause: error });
}

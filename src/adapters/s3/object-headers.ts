import { createHash } from 'node:crypto';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import { SightlineError } from '../../core/errors.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers that the remote's settings ask for. */
export interface ObjectHeaders {
  /** Of every request for an object's bytes or facts. */
  readonly read: Headers;
  /** Of a part of an upload. */
  readonly part: Headers;
  /** Of a new object. */
  readonly create: Headers;
  /** Of a listing or a removal. */
  readonly payer: Headers;
}

/** Encryption, access and who pays. Throws `invalid-config` where DVC refuses too. */
export function objectHeaders(settings: S3Settings): ObjectHeaders {
  const { sse_customer_key: customerKey, sse_kms_key_id: kmsKey } = settings;
  if (customerKey !== undefined && kmsKey !== undefined) {
    throw new SightlineError('invalid-config', 'sse_kms_key_id and sse_customer_key of an S3 remote exclude each other');
  }
  const grants = filled({
    'x-amz-grant-read': settings.grant_read,
    'x-amz-grant-read-acp': settings.grant_read_acp,
    'x-amz-grant-write-acp': settings.grant_write_acp,
    'x-amz-grant-full-control': settings.grant_full_control,
  });
  if (settings.acl !== undefined && Object.keys(grants).length > 0) {
    throw new SightlineError('invalid-config', 'acl and grant_... of an S3 remote exclude each other');
  }
  const payer: Headers = settings.request_payer === true ? { 'x-amz-request-payer': 'requester' } : {};
  const customer = customerKey === undefined ? {} : customerHeaders(customerKey, settings.sse_customer_algorithm ?? 'AES256');
  const encryption = filled({
    'x-amz-server-side-encryption': settings.sse,
    'x-amz-server-side-encryption-aws-kms-key-id': kmsKey,
  });
  const read = { ...payer, ...customer };
  return { read, part: read, payer, create: { ...read, ...encryption, ...grants, ...filled({ 'x-amz-acl': settings.acl }) } };
}

/** The key goes with each request, and a digest by which the server sees that it came through whole. */
function customerHeaders(base64: string, algorithm: string): Headers {
  const key = Buffer.from(base64, 'base64');
  const prefix = 'x-amz-server-side-encryption-customer';
  return {
    [`${prefix}-algorithm`]: algorithm,
    [`${prefix}-key`]: key.toString('base64'),
    [`${prefix}-key-md5`]: createHash('md5').update(key).digest('base64'),
  };
}

function filled(headers: Readonly<Record<string, string | undefined>>): Headers {
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

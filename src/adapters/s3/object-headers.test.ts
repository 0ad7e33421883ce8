import { describe, expect, it } from 'vitest';
import type { S3Settings } from '../../core/data/remote-settings.ts';
import { objectHeaders } from './object-headers.ts';

function headersOf(more: Partial<S3Settings>): ReturnType<typeof objectHeaders> {
  return objectHeaders({ kind: 's3', url: 's3://b', bucket: 'b', prefix: '', ...more });
}

describe('headers of objects', () => {
  it('are none without settings', () => {
    expect(headersOf({})).toEqual({ read: {}, part: {}, create: {}, payer: {} });
  });

  it('encrypt with keys of the server', () => {
    expect(headersOf({ sse: 'aws:kms', sse_kms_key_id: 'id' })).toEqual({
      read: {},
      part: {},
      payer: {},
      create: { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': 'id' },
    });
  });

  it('carry a key of the customer wherever bytes go', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const customer = {
      'x-amz-server-side-encryption-customer-algorithm': 'AES256',
      'x-amz-server-side-encryption-customer-key': key,
      'x-amz-server-side-encryption-customer-key-md5': 'y4HAEFCYWuvAXWFTtA1Qpg==',
    };
    const { read, part, create, payer } = headersOf({ sse_customer_key: key });
    expect([read, part, create]).toEqual([customer, customer, customer]);
    expect(payer).toEqual({});
  });

  it('say who may read and who pays', () => {
    const { read, create, payer } = headersOf({ grant_read: 'id=a', request_payer: true });
    expect([read, payer]).toEqual([{ 'x-amz-request-payer': 'requester' }, { 'x-amz-request-payer': 'requester' }]);
    expect(create).toEqual({ 'x-amz-request-payer': 'requester', 'x-amz-grant-read': 'id=a' });
    expect(headersOf({ acl: 'private' }).create).toEqual({ 'x-amz-acl': 'private' });
  });

  it.each([
    { sse_customer_key: 'a', sse_kms_key_id: 'b' },
    { acl: 'private', grant_full_control: 'id=a' },
  ])('exclude each other: %j', (settings) => {
    expect(() => headersOf(settings)).toThrow(expect.objectContaining({ code: 'invalid-config' }));
  });
});

import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuery, encodeKey, encodeStrictly, RequestSigner } from './sign-request.ts';

/** What the SDK's signer wants a hash to be. */
class Sha256 {
  readonly #hash;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as string | Uint8Array);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((each) => each.isWellFormed());
const value = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019 -_"=/,;'), minLength: 1, maxLength: 20 })
  .filter((each) => each.trim() !== '');

describe('a signature', () => {
  it("is the SDK's for the same request", async () => {
    const request = fc.record({
      method: fc.constantFrom('GET', 'PUT', 'HEAD', 'POST', 'DELETE'),
      key: text.filter((each) => !each.includes('\0')),
      query: fc.dictionary(text, text, { maxKeys: 4 }),
      meta: fc.dictionary(fc.stringMatching(/^x-amz-[a-z]{3,9}$/), value, { maxKeys: 3 }),
      token: fc.option(fc.stringMatching(/^[\w+/=]{1,30}$/), { nil: undefined }),
      region: fc.constantFrom('us-east-1', 'eu-central-1'),
      time: fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method, key, query, meta, token, region, time }) => {
        const credentials = { accessKeyId: 'AKID', secretAccessKey: 'sec/ret', ...(token === undefined ? {} : { sessionToken: token }) };
        const headers = { host: 'bucket.s3.amazonaws.com', ...meta };
        const path = `/${encodeKey(key)}`;
        const ours = new RequestSigner(credentials, region).sign(
          { method, path, query: canonicalQuery(query), headers, payloadHash: 'UNSIGNED-PAYLOAD' },
          time,
        );
        const signer = new SignatureV4({ credentials, region, service: 's3', sha256: Sha256, uriEscapePath: false, applyChecksum: false });
        const theirs = await signer.sign(
          {
            method,
            protocol: 'https:',
            hostname: headers.host,
            path,
            query,
            headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
          },
          { signingDate: time },
        );
        expect(ours['authorization']).toBe(theirs.headers['authorization']);
      }),
    );
  });

  it("in a url is the SDK's", async () => {
    const request = fc.record({
      key: text.filter((each) => !each.includes('\0')),
      seconds: fc.integer({ min: 1, max: 604_800 }),
      token: fc.option(fc.stringMatching(/^[\w+/=]{1,30}$/), { nil: undefined }),
      time: fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ key, seconds, token, time }) => {
        const credentials = { accessKeyId: 'AKID', secretAccessKey: 'sec/ret', ...(token === undefined ? {} : { sessionToken: token }) };
        const [host, path, region] = ['bucket.s3.amazonaws.com', `/${encodeKey(key)}`, 'eu-central-1'];
        const ours = new RequestSigner(credentials, region).presign({ method: 'GET', path, host }, time, seconds);
        const signer = new SignatureV4({ credentials, region, service: 's3', sha256: Sha256, uriEscapePath: false, applyChecksum: false });
        const headers = { host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' };
        const asked = { method: 'GET', protocol: 'https:', hostname: host, path, headers };
        const { query } = await signer.presign(asked, { expiresIn: seconds, signingDate: time });
        expect(Object.fromEntries(new URLSearchParams(ours.replaceAll('+', '%2B')))).toEqual(query);
      }),
    );
  });

  it('is made with a new key each day', () => {
    const signer = new RequestSigner({ accessKeyId: 'a', secretAccessKey: 'b' }, 'us-east-1');
    const request = { method: 'GET', path: '/', query: '', headers: { host: 'h' }, payloadHash: 'UNSIGNED-PAYLOAD' };
    const signed = ['2026-01-01T23:59:59Z', '2026-01-02T00:00:00Z', '2026-01-01T23:59:59Z'].map(
      (time) => signer.sign(request, new Date(time))['authorization'],
    );
    expect(signed[0]).toBe(signed[2]);
    expect(signed[0]).not.toBe(signed[1]);
  });
});

describe('encoding', () => {
  it('leaves only unreserved characters, and comes back', () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(encodeStrictly(each)).toMatch(/^[\w.~%-]*$/);
        expect(decodeURIComponent(encodeKey(each))).toBe(each);
      }),
    );
  });
});

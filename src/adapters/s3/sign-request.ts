import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** What proves who asks. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request as it is about to be sent. */
export interface UnsignedRequest {
  readonly method: string;
  /** Percent-encoded, from the slash on. */
  readonly path: string;
  /** Sorted and percent-encoded by `canonicalQuery`; empty when there is none. */
  readonly query: string;
  /** Names in lower case, with `host`. All are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
}

/** The SHA-256 of nothing. */
export const emptyHash = hash('sha256', '');

const unsigned = 'UNSIGNED-PAYLOAD';

/**
 * AWS Signature Version 4 for S3. Written anew because the SDK's signer hashes through promises and sorts and copies each
 * header several times, which costs more than the rest of a small request; a test holds it against that signer.
 */
export class RequestSigner {
  readonly #credentials: S3Credentials;
  readonly #region: string;
  #day = '';
  #key: KeyObject | undefined;

  constructor(credentials: S3Credentials, region: string) {
    this.#credentials = credentials;
    this.#region = region;
  }

  /** All headers to send, the signature among them. */
  sign(request: UnsignedRequest, now: Date): Record<string, string> {
    const time = timeText(now);
    const { accessKeyId, sessionToken } = this.#credentials;
    const headers: Record<string, string> = { ...request.headers, 'x-amz-content-sha256': request.payloadHash, 'x-amz-date': time };
    if (sessionToken !== undefined) {
      headers['x-amz-security-token'] = sessionToken;
    }
    const scope = this.#scope(time);
    const { signed, signature } = this.#signatureOf({ ...request, headers }, time, scope);
    headers['authorization'] = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  /** The query by which anybody may do this request, and no other one, for so many seconds from now; its body isn't signed. */
  presign(
    { method, path, host }: { readonly method: string; readonly path: string; readonly host: string },
    now: Date,
    seconds: number,
  ): string {
    const time = timeText(now);
    const scope = this.#scope(time);
    const { accessKeyId, sessionToken } = this.#credentials;
    const query = canonicalQuery({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Content-Sha256': unsigned,
      'X-Amz-Credential': `${accessKeyId}/${scope}`,
      'X-Amz-Date': time,
      'X-Amz-Expires': String(seconds),
      'X-Amz-SignedHeaders': 'host',
      ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    });
    const { signature } = this.#signatureOf({ method, path, query, headers: { host }, payloadHash: unsigned }, time, scope);
    return `${query}&X-Amz-Signature=${signature}`;
  }

  #scope(time: string): string {
    return `${time.slice(0, 8)}/${this.#region}/s3/aws4_request`;
  }

  #signatureOf(
    { method, path, query, headers, payloadHash }: UnsignedRequest,
    time: string,
    scope: string,
  ): { readonly signed: string; readonly signature: string } {
    const names = Object.keys(headers).toSorted();
    const signed = names.join(';');
    const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}\n`).join('');
    const canonical = `${method}\n${path}\n${query}\n${lines}\n${signed}\n${payloadHash}`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`;
    return { signed, signature: hmac(this.#keyOf(time.slice(0, 8)), text).toString('hex') };
  }

  /** The key is the same for a whole day. */
  #keyOf(day: string): KeyObject {
    if (this.#key === undefined || this.#day !== day) {
      const parts = [day, this.#region, 's3', 'aws4_request'];
      const first: Buffer = Buffer.from(`AWS4${this.#credentials.secretAccessKey}`);
      this.#key = createSecretKey(parts.reduce((key, part) => hmac(key, part), first));
      this.#day = day;
    }
    return this.#key;
  }
}

function timeText(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

function hmac(key: KeyObject | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Percent-encodes all but unreserved characters, as signatures want it. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A key's path below its bucket: each part is encoded, slashes stay. */
export function encodeKey(key: string): string {
  return /^[\w/.~-]*$/.test(key) ? key : key.split('/').map(encodeStrictly).join('/');
}

/** The query in the order that signatures want. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .toSorted()
    .join('&');
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** Signs tokens for workflow runs as GitHub's issuer does, and publishes the keys: real ones, on this machine. */
export class TokenIssuer implements AsyncDisposable {
  readonly #server: Server;
  readonly #keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  /** What the tokens say of the run, changed by tests. */
  claims: JWTPayload = {};

  private constructor(keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }) {
    this.#keys = keys;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url);
      const answer = async (): Promise<unknown> => {
        if (url.pathname === '/_services/token/.well-known/jwks') {
          return { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
        }
        return request.headers.authorization === 'bearer of the job'
          ? { value: await this.sign(url.searchParams.get('audience') ?? '') }
          : {};
      };
      void answer().then((body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
    });
  }

  static async start(): Promise<TokenIssuer> {
    const issuer = new TokenIssuer(await generateKeyPair('RS256'));
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What a job with `id-token: write` has in its environment. */
  get env(): Readonly<Record<string, string>> {
    return {
      ...this.server,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/request?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job',
    };
  }

  /** What any job has. */
  get server(): Readonly<Record<string, string>> {
    return { GITHUB_SERVER_URL: this.url };
  }

  async sign(audience: string, key = this.#keys.privateKey): Promise<string> {
    const issuedAt = Math.floor(Date.now() / 1000) - 3600; // an hour ago: it has run out by now
    const token = new SignJWT(this.claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).setIssuer(`${this.url}/_services/token`);
    return token
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 300)
      .sign(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const settings = ['versioning', 'encryption', 'lifecycle', 'publicAccessBlock'] as const;

const absent: Readonly<Record<string, string>> = {
  encryption: 'ServerSideEncryptionConfigurationNotFoundError',
  lifecycle: 'NoSuchLifecycleConfiguration',
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
};

/** A server that keeps how buckets are set up, as S3 does: what was put as XML is what is got. Its buckets are empty. It records what it was asked. */
export class BucketServer implements AsyncDisposable {
  /** Each bucket's settings as XML; `foreign` ones belong to somebody else. */
  readonly buckets = new Map<string, Map<string, string>>();
  readonly foreign = new Set<string>();
  /** Every request that changes something. */
  readonly changes: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<BucketServer> {
    const server = new BucketServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const name = url.pathname.replaceAll('/', '');
    const body = (await request.toArray()).join('');
    const setting = settings.find((candidate) => url.searchParams.has(candidate));
    const bucket = this.buckets.get(name);
    if (this.foreign.has(name)) {
      fail(response, request.method === 'PUT' ? 409 : 403, request.method === 'PUT' ? 'BucketAlreadyExists' : 'AccessDenied');
    } else if (request.method === 'PUT') {
      this.changes.push(`${name} ${setting ?? 'create'} ${body.replace(/^<\?xml[^>]*>/, '')}`.trim());
      const now = bucket ?? new Map<string, string>();
      this.buckets.set(name, setting === undefined ? now : now.set(setting, body));
      response.end();
    } else if (bucket === undefined) {
      fail(response, 404, 'NoSuchBucket');
    } else if (url.searchParams.has('list-type')) {
      response.end('<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>');
    } else if (setting === undefined) {
      response.writeHead(200, { 'x-amz-bucket-region': 'eu-north-1' }).end();
    } else {
      const kept = bucket.get(setting);
      const none = absent[setting];
      if (kept === undefined && none !== undefined) {
        fail(response, 404, none);
      } else {
        response.end(kept ?? '<VersioningConfiguration/>');
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
}

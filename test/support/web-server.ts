import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server answers one path. */
export interface Page {
  readonly body?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** HEAD is answered by 405. */
  readonly noHead?: boolean;
  /** Without Content-Length. */
  readonly chunked?: boolean;
  /** The connection breaks after so many bytes, on the first so many requests. */
  readonly breaks?: { readonly after: number; readonly times: number };
}

/** A web server on this machine whose pages a test sets. */
export class WebServer implements AsyncDisposable {
  readonly pages = new Map<string, Page>();
  /** `METHOD path` of every request. */
  readonly requests: string[] = [];
  readonly #broken = new Map<string, number>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<WebServer> {
    const web = new WebServer();
    web.#server.listen(0, '127.0.0.1');
    await once(web.#server, 'listening');
    return web;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.requests.push(`${request.method} ${path}`);
    const page = this.pages.get(path.replace(/\?.*$/, '')) ?? { status: 404 };
    const isHead = request.method === 'HEAD';
    const body = Buffer.from(page.body ?? '');
    if (isHead && page.noHead === true) {
      response.writeHead(405).end();
      return;
    }
    response.writeHead(page.status ?? 200, {
      ...page.headers,
      ...(page.chunked === true ? {} : { 'content-length': String(body.length) }),
    });
    const broken = this.#broken.get(path) ?? 0;
    if (!isHead && page.breaks !== undefined && broken < page.breaks.times) {
      this.#broken.set(path, broken + 1);
      response.write(body.subarray(0, page.breaks.after), () => response.destroy());
      return;
    }
    response.end(isHead ? undefined : body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

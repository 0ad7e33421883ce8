import { randomBytes } from 'node:crypto';
import { listen } from './listen.ts';

/** Where GitHub sends a client for the bytes of artifacts and assets: another origin, which wants no token and refuses one. */
export interface Storage extends AsyncDisposable {
  /** Keeps bytes; answers their signed address. */
  keep(bytes: Buffer, type: string): string;
}

/** Starts it on a free port of this machine. */
export async function startStorage(): Promise<Storage> {
  const server = await listen();
  const files = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  server.answer((request, response) => {
    const file = files.get(request.url ?? '');
    if (request.headers.authorization !== undefined || file === undefined) {
      response.writeHead(file === undefined ? 404 : 400).end();
      return;
    }
    response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.length }).end(file.bytes);
  });
  return {
    keep: (bytes, type) => {
      const path = `/${randomBytes(12).toString('hex')}?sig=${randomBytes(12).toString('hex')}`;
      files.set(path, { bytes, type });
      return `${server.origin}${path}`;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

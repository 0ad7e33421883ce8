import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port of this machine. */
export interface Listening extends AsyncDisposable {
  readonly origin: string;
  /** What answers from now on. */
  answer(listener: RequestListener): void;
}

/** Starts a server; requests that come before there is somebody to answer get 503. */
export async function listen(): Promise<Listening> {
  let current: RequestListener = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => current(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (listener) => {
      current = listener;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

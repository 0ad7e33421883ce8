import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomStream } from '../../src/core/training/random.ts';

/** What can go wrong between a client and its server. */
export type Fault =
  /** Answers 500 without asking the server. */
  | 'error'
  /** Answers 503 SlowDown. */
  | 'slow-down'
  /** Says that the credentials expired. */
  | 'expired'
  /** Breaks the connection while the request's body arrives; the server sees nothing. */
  | 'reset-request'
  /** The server does as it is asked, and the connection breaks before the answer. */
  | 'lost-answer'
  /** Breaks the connection in the middle of the answer's body. */
  | 'reset-answer'
  /** Ends the answer's body early, in good order. */
  | 'truncate'
  /** Changes one byte of an object that is downloaded. */
  | 'flip'
  /** Changes one byte of what is uploaded. */
  | 'flip-request'
  /** Waits before it answers. */
  | 'slow';

/** How often each fault comes, as a part of 1 of all requests. */
export type FaultRates = Partial<Readonly<Record<Fault, number>>>;

/** A proxy that is running. */
export interface FaultProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** `METHOD path?query` of each request that came, in order. */
  readonly requests: readonly string[];
  /** How many of each fault there were. */
  readonly faults: ReadonlyMap<Fault, number>;
  /** From now on. */
  setRates(rates: FaultRates): void;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * A proxy in front of an http server, whose faults follow from the seed and the order of requests. The Host header, which is signed,
 * stays as it came. The server's answers wait for `meanwhile`, which is told `METHOD path?query`.
 */
export async function faultProxy(
  target: string,
  seed: number,
  first: FaultRates,
  meanwhile: (request: string) => Promise<void> = async () => {},
): Promise<FaultProxy> {
  const random = randomStream(seed, 'fault-proxy');
  const requests: string[] = [];
  const faults = new Map<Fault, number>();
  let rates = first;
  const pick = (): Fault | undefined => {
    let at = random.uniform();
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      at -= rate;
      if (at < 0) {
        faults.set(fault, (faults.get(fault) ?? 0) + 1);
        return fault;
      }
    }
    return undefined;
  };
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    handle({ target, meanwhile }, incoming, outgoing, pick(), (below) => random.below(below)).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    setRates: (next) => {
      rates = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Below = (below: number) => number;

interface Way {
  readonly target: string;
  readonly meanwhile: (request: string) => Promise<void>;
}

async function handle(
  { target, meanwhile }: Way,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
  below: Below,
): Promise<void> {
  if (fault === 'reset-request') {
    await Promise.race([once(incoming, 'data'), once(incoming, 'end')]);
    incoming.socket.destroy();
    return;
  }
  const body = await bodyOf(incoming);
  switch (fault) {
    case 'error':
      return refuse(outgoing, 500, 'InternalError');
    case 'slow-down':
      return refuse(outgoing, 503, 'SlowDown');
    case 'expired':
      return refuse(outgoing, 400, 'ExpiredToken');
    case 'flip-request':
      flip(body, below);
      break;
    case 'slow':
      await sleep(below(300));
      break;
    case 'lost-answer':
    case 'reset-answer':
    case 'truncate':
    case 'flip':
    case undefined:
      break;
  }
  const answer = await ask(target, incoming, body);
  await meanwhile(`${incoming.method} ${incoming.url}`);
  await pass(answer, incoming, outgoing, fault, below);
}

async function pass(
  answer: Answer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
  below: Below,
): Promise<void> {
  if (fault === 'lost-answer') {
    outgoing.destroy();
    return;
  }
  if (fault === 'flip' && incoming.method === 'GET' && incoming.url?.includes('?') === false) {
    flip(answer.body, below);
  }
  outgoing.writeHead(answer.status, answer.headers);
  if (answer.body.length > 0 && (fault === 'reset-answer' || fault === 'truncate')) {
    outgoing.write(answer.body.subarray(0, below(answer.body.length)));
    await sleep(5);
    if (fault === 'truncate') {
      outgoing.socket?.end();
    } else {
      outgoing.socket?.resetAndDestroy();
    }
    return;
  }
  outgoing.end(answer.body);
}

function refuse(outgoing: ServerResponse, status: number, code: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>from the proxy</Message></Error>`;
  outgoing.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}

function flip(bytes: Buffer, below: Below): void {
  if (bytes.length > 0) {
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  }
}

async function ask(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method, headers } = incoming;
  const request = send(`${target}${incoming.url}`, { method, headers, setHost: false });
  request.end(body);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bodyOf(answer) };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

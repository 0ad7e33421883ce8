import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Refusal, refusal, type Answer } from './answer.ts';
import { githubDescription, type Description, type Violation } from './description.ts';
import { handlers } from './handlers.ts';
import { underFault, type Faults } from './faults.ts';
import { operations } from './operations.ts';
import { findRoute, pathOf, type Route } from './route.ts';
import { requireGrant, type Token } from './token.ts';
import type { Call, World } from './world.ts';

/** A request that came. */
export interface LoggedRequest {
  /** Its operation, or method and path where the twin knows none. */
  readonly operation: string;
  readonly path: string;
  /** Of the answer; undefined while there is none, and for ever when the connection was cut. */
  readonly status?: number;
}

/** What the server works with. */
export interface ServerParts {
  readonly world: World;
  readonly prefix: string;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly requests: LoggedRequest[];
  readonly violations: Violation[];
  readonly faults: Faults;
}

interface Taken {
  readonly request: IncomingMessage;
  readonly bytes: Buffer;
  readonly url: URL;
  readonly route: Route | undefined;
}

/** Where uploads go, on every kind of GitHub here. */
export const uploads = '/api/uploads';

/** Answers requests: log, fault, token, operation, grant, description, handler, description again. */
export async function serveRequests(parts: ServerParts): Promise<RequestListener> {
  const description = await githubDescription();
  return (request, response) => {
    take(parts, description, request, response).catch((error: unknown) => {
      const reasons = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
      parts.violations.push({ operation: `${request.method} ${request.url}`, side: 'answer', reasons });
      response.destroy();
    });
  };
}

async function take(parts: ServerParts, description: Description, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://twin');
  const path = withoutPrefix(request.method ?? '', url.pathname, parts.prefix);
  const route = findRoute(request.method ?? '', path);
  const operation: string = route?.operation ?? `${request.method} ${path}`;
  const at = parts.requests.push({ operation, path: url.pathname + url.search }) - 1;
  const taken = { request, bytes: await buffer(request), url, route };
  const answer = await underFault(parts.faults.next(route?.operation), () => answerTo(parts, description, taken));
  if (answer === undefined) {
    response.destroy();
    return;
  }
  parts.requests[at] = { operation, path: url.pathname + url.search, status: answer.status };
  send(response, answer, parts.requests.length);
}

/** Uploads have a place of their own, as on GitHub: it takes nothing but assets, and nothing else takes them. */
function withoutPrefix(method: string, path: string, prefix: string): string {
  const isUpload = path.startsWith(uploads);
  const rest = isUpload ? path.slice(uploads.length) : path.startsWith(prefix) ? path.slice(prefix.length) : path;
  const takesUpload = method === 'POST' && /\/releases\/\d+\/assets$/.test(rest);
  return isUpload === takesUpload ? rest : `/misplaced${path}`;
}

async function answerTo(parts: ServerParts, description: Description, taken: Taken): Promise<Answer> {
  try {
    return await answerChecked(parts, description, taken);
  } catch (error) {
    if (error instanceof Refusal) {
      return error.answer;
    }
    throw error;
  }
}

async function answerChecked(parts: ServerParts, description: Description, taken: Taken): Promise<Answer> {
  const { request, route } = taken;
  const token = findToken(parts.tokens, request.headers.authorization);
  if (request.headers['user-agent'] === undefined) {
    throw refusal(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.');
  }
  if (route === undefined) {
    parts.violations.push({ operation: `${request.method} ${request.url}`, side: 'request', reasons: ['the twin has no such operation'] });
    throw refusal(404, 'Not Found');
  }
  const call = makeCall(parts, taken, route, token);
  requireGrant(token, operations[route.operation]);
  const wrong = description.request(route.operation, {
    method: request.method ?? '',
    path: pathOf(route),
    query: call.query,
    headers: request.headers as Record<string, string>,
    body: call.type.includes('json') || taken.bytes.length === 0 ? bodyOf(taken.bytes) : undefined,
  });
  if (wrong.length > 0) {
    parts.violations.push({ operation: route.operation, side: 'request', reasons: wrong });
    throw refusal(422, `Invalid request.\n\n${wrong.join('\n')}`);
  }
  const answer = await (handlers[route.operation] ?? ((one: Call) => one.forward()))(call);
  const unfit = description.answer(route.operation, answer);
  if (unfit.length > 0) {
    parts.violations.push({ operation: route.operation, side: 'answer', reasons: unfit });
  }
  return answer;
}

function findToken(tokens: ReadonlyMap<string, Token>, header: string | undefined): Token {
  const secret = /^(?:bearer|token) (.+)$/i.exec(header ?? '')?.[1];
  const token = secret === undefined ? undefined : tokens.get(secret);
  if (token === undefined) {
    throw refusal(401, secret === undefined ? 'Requires authentication' : 'Bad credentials');
  }
  return token;
}

function makeCall({ world }: ServerParts, { request, bytes, url }: Taken, route: Route, token: Token): Call {
  const { operation, params } = route;
  const repository = world.repositories.get(`${params['owner'] ?? ''}/${params['repo'] ?? ''}`) ?? [...world.repositories.values()][0];
  const isNamed = params['owner'] === undefined || (repository?.owner === params['owner'] && repository?.name === params['repo']);
  if (repository === undefined || !isNamed) {
    throw refusal(404, 'Not Found');
  }
  const type = request.headers['content-type'] ?? '';
  const body = type.includes('json') || type === '' ? (bodyOf(bytes) ?? {}) : {};
  const path = `${pathOf(route)}${url.search}`;
  return {
    world,
    repository,
    token,
    operation,
    params,
    query: Object.fromEntries(url.searchParams),
    accept: request.headers.accept ?? '',
    type,
    body: body as Readonly<Record<string, unknown>>,
    bytes,
    forward: () => world.emulated(request.method ?? '', path, token.login, bytes.length === 0 ? undefined : body),
  };
}

function bodyOf(bytes: Buffer): unknown {
  if (bytes.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw refusal(400, 'Problems parsing JSON');
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer, used: number): void {
  const limits = {
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': String(Math.max(0, 1000 - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
    'x-ratelimit-resource': 'core',
    'x-github-request-id': `TWIN:${used}`,
  };
  const bytes = Buffer.isBuffer(body) ? body : body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  const type = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...limits, ...(bytes.length === 0 ? {} : type), 'content-length': bytes.length, ...headers }).end(bytes);
}

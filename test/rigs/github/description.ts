import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OpenAPIBackend, type Document, type ValidationResult } from 'openapi-backend';
import type { Answer } from './answer.ts';
import type { OperationName } from './operations.ts';

/** A request or an answer that doesn't fit GitHub's description. */
export interface Violation {
  readonly operation: string;
  readonly side: 'request' | 'answer';
  /** What exactly: one line for each place. */
  readonly reasons: readonly string[];
}

/** A request, as the description sees it. */
export interface DescribedRequest {
  readonly method: string;
  /** With each parameter in one segment. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Of JSON, undefined where there is none. */
  readonly body: unknown;
}

/** GitHub's OpenAPI description, cut to the twin's operations. */
export interface Description {
  /** What is wrong with a request, in a line for each place. */
  request(operation: OperationName, request: DescribedRequest): readonly string[];
  /** What is wrong with an answer. An error may have any status and shape, since the description names few of them. */
  answer(operation: OperationName, answer: Answer): readonly string[];
}

const file = fileURLToPath(new URL('../../fixtures/github/description.json', import.meta.url));
/** The schemas run once or twice in a process: making them quickly is worth more than making them quick. */
const ajvOpts = { strict: false, validateFormats: false, allErrors: true, validateSchema: false, code: { optimize: false } };
let opened: Promise<Description> | undefined;

/** Read once in a process; each operation's schemas are compiled when it is first used. */
export function githubDescription(): Promise<Description> {
  opened ??= readDescription();
  return opened;
}

async function readDescription(): Promise<Description> {
  const definition = JSON.parse(await readFile(file, 'utf8')) as Document;
  const backend = new OpenAPIBackend({ definition, quick: true, ajvOpts });
  await backend.init();
  const operation = (name: OperationName): { readonly operationId: string; readonly statuses: readonly string[] } => {
    const [method = '', path = ''] = name.split(' ');
    const described = (definition.paths as Record<string, Record<string, { operationId: string; responses: object }>>)[path];
    const found = described?.[method.toLowerCase()];
    if (found === undefined) {
      throw new Error(`${file} lacks ${name}: run scripts/cut-github-description.ts`);
    }
    return { operationId: found.operationId, statuses: Object.keys(found.responses) };
  };
  return {
    request: (name, request) => {
      const { operationId } = operation(name);
      const result = backend.validator.validateRequest({ ...request, headers: { ...request.headers } }, operationId);
      return reasons(result.errors);
    },
    answer: (name, { status, body }) => {
      if (status >= 400) {
        return [];
      }
      const { operationId, statuses } = operation(name);
      if (!statuses.includes(String(status))) {
        return [`status ${status} is none of ${statuses.join(', ')}`];
      }
      return Buffer.isBuffer(body) || body === undefined
        ? []
        : reasons(backend.validator.validateResponse(body, operationId, status).errors);
    },
  };
}

function reasons(errors: ValidationResult['errors']): readonly string[] {
  return (errors ?? []).map((error) => {
    const extra = 'additionalProperty' in error.params ? `: ${String(error.params['additionalProperty'])}` : '';
    return `${error.instancePath === '' ? '/' : error.instancePath} ${error.message ?? error.keyword}${extra}`;
  });
}

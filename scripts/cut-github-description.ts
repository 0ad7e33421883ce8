/**
 * Cuts GitHub's OpenAPI description to the operations that the twin answers, and writes test/fixtures/github/description.json.
 * Run it after a change of test/rigs/github/operations.ts: node scripts/cut-github-description.ts
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { operations } from '../test/rigs/github/operations.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

/** The package that GitHub's description is taken from, and what is read of its 394 MB. */
const source = { package: '@octokit/openapi', version: '23.0.2' };
const described = 'package/generated/api.github.com.json';
const license = 'package/LICENSE';
const target = fileURLToPath(new URL('../test/fixtures/github/description.json', import.meta.url));
const run = promisify(execFile);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

using folder = temporaryFolder();
await download(folder.path);
const whole = JSON.parse(await readFile(join(folder.path, described), 'utf8')) as JsonObject;
const paths = cutPaths(whole['paths'] as JsonObject);
const components = cutComponents(whole['components'] as JsonObject, paths);
const cut = {
  openapi: whole['openapi'],
  info: {
    title: `${source.package} ${source.version}, cut to the operations that the twin answers`,
    version: source.version,
    license: { name: 'MIT' },
  },
  paths,
  components,
};
await mkdir(join(target, '..'), { recursive: true });
await copyFile(join(folder.path, license), join(target, '..', 'LICENSE'));
await writeFile(target, `${JSON.stringify(cut, undefined, 1)}\n`);
console.log(`${target}: ${Object.keys(operations).length} operations, ${JSON.stringify(cut).length} bytes`);

async function download(to: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', `${source.package}@${source.version}`, '--silent', '--pack-destination', to]);
  await run('tar', ['-xzf', join(to, stdout.trim()), '-C', to, described, license]);
}

function cutPaths(all: JsonObject): Record<string, Record<string, Json>> {
  const kept: Record<string, Record<string, Json>> = {};
  for (const name of Object.keys(operations)) {
    const [method = '', path = ''] = name.split(' ');
    const operation = (all[path] as JsonObject | undefined)?.[method.toLowerCase()];
    if (operation === undefined) {
      throw new Error(`GitHub's description has no ${name}`);
    }
    (kept[path] ??= {})[method.toLowerCase()] = closeRequest(withoutErrors(withoutProse(operation) as JsonObject));
  }
  return kept;
}

/** Without the answers that say no: GitHub gives more of them than the description names. */
function withoutErrors(operation: JsonObject): JsonObject {
  const responses = Object.entries(operation['responses'] as JsonObject).filter(([status]) => Number(status) < 400);
  return { ...operation, responses: Object.fromEntries(responses) };
}

/** The components that something kept refers to, and those that they refer to. */
function cutComponents(all: JsonObject, from: Json): Record<string, Record<string, Json>> {
  const kept: Record<string, Record<string, Json>> = {};
  const queue: Json[] = [from];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [kind, name] of referencesIn(next)) {
      const group = (kept[kind] ??= {});
      if (!(name in group)) {
        const component = withoutProse((all[kind] as JsonObject)[name] ?? null);
        group[name] = component;
        queue.push(component);
      }
    }
  }
  return kept;
}

function referencesIn(value: Json): [kind: string, name: string][] {
  const found = JSON.stringify(value).matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^/"]+)"/g);
  return [...found].map(([, kind = '', name = '']) => [kind, name]);
}

/** What validation does not read is left out: descriptions, examples, GitHub's notes and response headers. */
function withoutProse(value: Json, isNames = false): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => withoutProse(item));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value as JsonObject).filter(([key]) => isNames || !isProse(key));
  const kept = Object.fromEntries(entries.map(([key, item]) => [key, withoutProse(item, !isNames && isNameMap(key))]));
  return isNames ? kept : allowNull(kept);
}

/** `nullable`, as JSON Schema says it where validators don't read it: beside an enum, and without a type. */
function allowNull(schema: JsonObject): JsonObject {
  if (schema['nullable'] !== true) {
    return schema;
  }
  if (schema['type'] === undefined) {
    const { nullable: _, ...rest } = schema;
    return { anyOf: [{ enum: [null] }, rest] };
  }
  const values = schema['enum'];
  return Array.isArray(values) && !values.includes(null) ? { ...schema, enum: [...(values as Json[]), null] } : schema;
}

/** The operation with a JSON body that takes no field but those described, so that a misspelt one is noticed. */
function closeRequest(operation: JsonObject): JsonObject {
  const body = operation['requestBody'];
  return body === undefined ? operation : { ...operation, requestBody: closeObjects(body) };
}

function closeObjects(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => closeObjects(item));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const closed = Object.fromEntries(Object.entries(value as JsonObject).map(([key, item]) => [key, closeObjects(item)]));
  const isOpen = closed['type'] === 'object' && 'properties' in closed && !('additionalProperties' in closed);
  return isOpen ? { ...closed, additionalProperties: false } : closed;
}

function isProse(key: string): boolean {
  return (
    ['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'headers', 'deprecated', 'callbacks'].includes(key) ||
    key.startsWith('x-')
  );
}

/** Keys below these are names that somebody chose, so that a property called `description` stays. */
function isNameMap(key: string): boolean {
  return key === 'properties' || key === 'patternProperties';
}

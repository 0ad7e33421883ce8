import { z } from 'zod';
import { SightlineError, type ErrorCode } from '../errors.ts';
import { nearestName } from './nearest-name.ts';
import { toPlain } from './plain-object.ts';
import type { YamlSource } from './read-yaml.ts';
import type { Value } from './value.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/**
 * What a YAML file says, checked against a schema. Throws an error of the code at the file, line and column of the
 * first thing that doesn't fit; for an unknown key it names the nearest known one.
 *
 * `at` is where in the file the value stands, when it isn't the whole of it.
 */
export function checkSchema<T extends z.ZodType>(
  schema: T,
  source: YamlSource,
  code: ErrorCode,
  value: Value = source.value,
  at: Path = [],
): z.output<T> {
  const checked = schema.safeParse(toPlain(value), { reportInput: true });
  if (checked.success) {
    return checked.data;
  }
  const issue = checked.error.issues.map(innermost).toSorted((a, b) => rank(a) - rank(b))[0];
  if (issue === undefined) {
    throw checked.error;
  }
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const whole = [...at, ...path, ...(key === undefined ? [] : [key])];
  throw new SightlineError(code, describe(issue, [...at, ...path], knownKeys(schema, path)), { place: source.place(whole) });
}

/** An unknown key is told first: a misspelt key is also a missing one. */
function rank(issue: Issue): number {
  return issue.code === 'unrecognized_keys' ? 0 : 1;
}

/** Of a union, the issue of the alternative that came furthest. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') {
    return issue;
  }
  const alternatives = issue.errors.flatMap((errors) => errors.map(innermost));
  const furthest = alternatives.toSorted((a, b) => b.path.length - a.path.length)[0];
  return furthest === undefined || furthest.path.length === 0 ? issue : { ...furthest, path: [...issue.path, ...furthest.path] };
}

/** `path` is from the top of the file, `known` are the keys that the schema allows there. */
function describe(issue: Issue, path: Path, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const nearest = nearestName(key, known);
    const help = nearest === undefined ? `known keys: ${known.join(', ')}` : `did you mean '${nearest}'?`;
    return `unknown key '${key}'${where(path)}; ${help}`;
  }
  return `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}${where(path)}`;
}

function where(path: Path): string {
  return path.length === 0 ? '' : ` in '${path.join('.')}'`;
}

/** The keys that the schema allows at a path, by its JSON Schema. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  let node: z.core.JSONSchema.BaseSchema | undefined = z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' });
  for (const part of path) {
    node = childSchema(node, part);
  }
  return Object.keys(node?.properties ?? {});
}

function childSchema(node: z.core.JSONSchema.BaseSchema | undefined, part: string | number): z.core.JSONSchema.BaseSchema | undefined {
  const next = typeof part === 'number' ? node?.items : (node?.properties?.[part] ?? node?.additionalProperties);
  return typeof next === 'object' && !Array.isArray(next) ? next : undefined;
}

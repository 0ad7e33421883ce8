import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { SightlineError } from '../../errors.ts';
import type { ImageFacts } from './image-facts.ts';

/** A longer expression is refused; with it and the functions below, the work for one image is bounded. */
const maxLength = 1000;
const limits = { maxAstNodes: 200, maxDepth: 32, maxListElements: 100, maxMapEntries: 0, maxCallArguments: 3 };

/** What an expression may call: no loops (`exists`, `map`) and no patterns (`matches`), which could take for ever. */
const allowed: ReadonlySet<string> = new Set(
  'has size int double string bool startsWith endsWith contains lowerAscii upperAscii trim'.split(' '),
);

/** An expression of the Common Expression Language that says of an image whether it is meant. */
export interface WhereExpression {
  readonly text: string;
  /** Whether the image is in; false too for one that the expression can't be answered for, such as one without the column. */
  readonly holds: (facts: ImageFacts) => boolean;
  /** What must be known of images to answer it. */
  readonly needs: ReadonlySet<NeededFact>;
}

/** A fact that images have to be opened for. */
export type NeededFact = 'size' | 'brightness';

const environment = new Environment({ limits })
  .registerVariable('image', 'string')
  .registerVariable('label', 'string')
  .registerVariable('metadata', 'map<string, string>')
  .registerVariable('width', 'double')
  .registerVariable('height', 'double')
  .registerVariable('area', 'double')
  .registerVariable('brightness', 'double');

/**
 * Reads an expression over `image` (its path), `label`, `metadata` (text by column), `width`, `height` and `area` in pixels and
 * `brightness` from 0 to 1. Throws `invalid-slice` for one that is wrong, too long, or not of type bool.
 */
export function parseWhere(text: string): WhereExpression {
  if (text.length > maxLength) {
    throw refuse(text, `it has ${text.length} characters; at most ${maxLength} are read`);
  }
  let parsed: ReturnType<typeof environment.parse>;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    throw refuse(text, summaryOf(error), error);
  }
  const names = [...namesIn(parsed.ast)];
  const refused = names.find(({ kind, name }) => kind === 'call' && !allowed.has(name));
  if (refused !== undefined) {
    throw refuse(text, `${refused.name}() is not offered here: ${[...allowed].join(', ')} are`);
  }
  const checked = parsed.check();
  if (!checked.valid || checked.type !== 'bool') {
    throw refuse(
      text,
      checked.valid ? `it is a ${checked.type ?? 'value'}, and must be true or false` : summaryOf(checked.error),
      checked.error,
    );
  }
  const used = new Set(names.filter(({ kind }) => kind === 'id').map(({ name }) => name));
  return { text, needs: neededBy(used), holds: (facts) => isTrue(parsed, facts) };
}

function isTrue(parsed: (context: Record<string, unknown>) => unknown, facts: ImageFacts): boolean {
  const { image, label, size, brightness } = facts;
  const known = size === undefined ? {} : { width: size.width, height: size.height, area: size.width * size.height };
  const metadata = new Map(Object.entries(facts.metadata).filter(([, value]) => value !== ''));
  try {
    return parsed({ image, label, metadata, ...known, ...(brightness === undefined ? {} : { brightness }) }) === true;
  } catch {
    return false;
  }
}

function neededBy(used: ReadonlySet<string>): Set<NeededFact> {
  return new Set<NeededFact>([
    ...(['width', 'height', 'area'].some((name) => used.has(name)) ? (['size'] as const) : []),
    ...(used.has('brightness') ? (['brightness'] as const) : []),
  ]);
}

/** Names of variables and of what is called, wherever they stand. */
function* namesIn(node: unknown): Generator<{ readonly kind: 'id' | 'call'; readonly name: string }> {
  if (Array.isArray(node)) {
    for (const inner of node) {
      yield* namesIn(inner);
    }
  } else if (isNode(node)) {
    if (node.op === 'id') {
      yield { kind: 'id', name: node.args };
    } else if (node.op === 'call' || node.op === 'rcall') {
      yield { kind: 'call', name: node.args[0] };
    }
    yield* namesIn(node.args);
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function summaryOf(error: unknown): string {
  const summary: unknown = typeof error === 'object' && error !== null && 'summary' in error ? error.summary : undefined;
  return typeof summary === 'string' ? summary : String(error);
}

function refuse(text: string, message: string, cause?: unknown): SightlineError {
  const shown = text.length > 120 ? `${text.slice(0, 120)}...` : text;
  return new SightlineError('invalid-slice', `the slice where ${JSON.stringify(shown)}: ${message.slice(0, 300)}`, { cause });
}

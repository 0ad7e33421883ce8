import { readPythonLiteral } from './python-literal.ts';
import { readPythonLines, type PythonLine, type PythonToken } from './python-tokens.ts';
import type { Value, ValueMap } from './value.ts';

/** Deeper classes aren't looked into. */
const deepest = 100;

/**
 * Parameters in a Python file as DVC finds them: assignments of literals at the top level and in
 * classes, and to `self` in `__init__`. The file isn't run; everything else in it is passed over.
 */
export function readPython(text: string, file: string): ValueMap {
  return readBody(readPythonLines(text, file), { onlySelf: false, depth: 0 });
}

interface Scope {
  /** Inside `__init__` only assignments to `self` count. */
  readonly onlySelf: boolean;
  readonly depth: number;
}

/** Lines that are indented more than the first belong to the statement before them. */
function readBody(lines: readonly PythonLine[], scope: Scope): ValueMap {
  const found = new Map<string, Value>();
  const indent = lines[0]?.indent ?? 0;
  let index = 0;
  while (index < lines.length) {
    const tokens = lines[index]?.tokens ?? [];
    let end = index + 1;
    while ((lines[end]?.indent ?? 0) > indent) {
      end++;
    }
    readStatement(tokens, lines.slice(index + 1, end), scope, found);
    index = end;
  }
  return found;
}

function readStatement(tokens: readonly PythonToken[], block: readonly PythonLine[], scope: Scope, found: Map<string, Value>): void {
  const [keyword, name] = tokens.map((token) => token.text);
  if ((keyword === 'class' || keyword === 'def') && name !== undefined && tokens[0]?.kind === 'name') {
    readBlock(keyword, name, blockOf(tokens, block), scope, found);
    return;
  }
  if (block.length > 0) {
    return;
  }
  for (const statement of splitAt(tokens, ';')) {
    readAssignment(statement, scope, found);
  }
}

function readBlock(keyword: string, name: string, block: readonly PythonLine[], scope: Scope, found: Map<string, Value>): void {
  if (scope.depth >= deepest) {
    return;
  }
  if (keyword === 'class') {
    found.set(name, readBody(block, { onlySelf: false, depth: scope.depth + 1 }));
  } else if (name === '__init__') {
    for (const [key, value] of readBody(block, { onlySelf: true, depth: scope.depth + 1 })) {
      found.set(key, value);
    }
  }
}

/** The lines below `class A:`, or what stands after the colon on its line. */
function blockOf(tokens: readonly PythonToken[], block: readonly PythonLine[]): readonly PythonLine[] {
  const [, ...rest] = splitAt(tokens, ':');
  const inline = rest.flatMap((part, index) => (index === 0 ? part : [{ kind: 'operator', text: ':' } as const, ...part]));
  return inline.length > 0 ? [{ indent: 0, tokens: inline }] : block;
}

function readAssignment(tokens: readonly PythonToken[], scope: Scope, found: Map<string, Value>): void {
  const [target, expression, ...others] = splitAt(tokens, '=');
  if (target === undefined || expression === undefined || others.length > 0) {
    return;
  }
  const name = targetName(splitAt(target, ':')[0] ?? [], scope);
  const value = name === undefined ? undefined : readPythonLiteral(expression);
  if (name !== undefined && value !== undefined) {
    found.set(name, value);
  }
}

function targetName(target: readonly PythonToken[], scope: Scope): string | undefined {
  if (target[0]?.text === '(' && target.at(-1)?.text === ')') {
    return targetName(target.slice(1, -1), scope);
  }
  const [first, dot, attribute] = target;
  if (target.length === 1 && first?.kind === 'name' && !scope.onlySelf) {
    return first.text;
  }
  const isSelf = target.length === 3 && first?.text === 'self' && dot?.text === '.' && attribute?.kind === 'name';
  return isSelf ? attribute.text : undefined;
}

/** Parts between the operator where it isn't inside brackets. */
function splitAt(tokens: readonly PythonToken[], operator: string): readonly (readonly PythonToken[])[] {
  const parts: PythonToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const text = token.kind === 'operator' ? token.text : '';
    depth += ['(', '[', '{'].includes(text) ? 1 : [')', ']', '}'].includes(text) ? -1 : 0;
    if (text === operator && depth === 0) {
      parts.push([]);
    } else {
      parts.at(-1)?.push(token);
    }
  }
  return parts;
}

import { readFloat, readInt } from './plain-scalar.ts';
import type { PythonToken } from './python-tokens.ts';
import { reprFloat } from './repr-float.ts';
import { TypedKeyMap, type TypedKey } from './typed-key-map.ts';
import { isList, isMap, type Value } from './value.ts';

/** Deeper nesting isn't read as a literal. */
const deepest = 100;

/**
 * The value of a Python literal: numbers, text, True, False, None, and lists, tuples, sets and dicts
 * of them. Undefined for every other expression. Tuples and sets become lists.
 */
export function readPythonLiteral(tokens: readonly PythonToken[]): Value | undefined {
  const reader = new LiteralReader(tokens);
  const value = reader.expression(0);
  return reader.atEnd ? value : undefined;
}

class LiteralReader {
  readonly #tokens: readonly PythonToken[];
  #next = 0;

  constructor(tokens: readonly PythonToken[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** A value, or a tuple without brackets. */
  expression(depth: number): Value | undefined {
    const first = this.#value(depth);
    return first === undefined || !this.#skip(',') ? first : this.#items([first], undefined, depth);
  }

  #value(depth: number): Value | undefined {
    const token = this.#tokens[this.#next++];
    if (token === undefined || depth > deepest) {
      return undefined;
    }
    switch (token.kind) {
      case 'string':
        return this.#string(token.text);
      case 'number':
        return readNumber(token.text);
      case 'name':
        return this.#name(token.text);
      case 'operator':
        return this.#operator(token.text, depth);
    }
  }

  #string(first: string | undefined): string | undefined {
    let text = first;
    for (let token = this.#tokens[this.#next]; token?.kind === 'string'; token = this.#tokens[++this.#next]) {
      text = text === undefined || token.text === undefined ? undefined : text + token.text;
    }
    return text;
  }

  #name(name: string): Value | undefined {
    switch (name) {
      case 'True':
        return true;
      case 'False':
        return false;
      case 'None':
        return null;
      case 'set':
        return this.#skip('(') && this.#skip(')') ? [] : undefined;
      default:
        return undefined;
    }
  }

  #operator(operator: string, depth: number): Value | undefined {
    switch (operator) {
      case '-':
      case '+':
        return this.#afterSign() ? undefined : signed(operator, this.#value(depth + 1));
      case '[':
        return this.#items([], ']', depth);
      case '(':
        return this.#parenthesis(depth);
      case '{':
        return this.#braces(depth);
      default:
        return undefined;
    }
  }

  #parenthesis(depth: number): Value | undefined {
    if (this.#skip(')')) {
      return [];
    }
    const first = this.#value(depth + 1);
    if (first === undefined || this.#skip(')')) {
      return first;
    }
    return this.#skip(',') ? this.#items([first], ')', depth) : undefined;
  }

  /** Items up to the bracket, or to the end of the tokens where there is none. */
  #items(items: Value[], close: string | undefined, depth: number): readonly Value[] | undefined {
    const closed = (): boolean => (close === undefined ? this.atEnd : this.#skip(close));
    while (!closed()) {
      const item = this.#value(depth + 1);
      if (item === undefined) {
        return undefined;
      }
      items.push(item);
      if (!this.#skip(',')) {
        return closed() ? items : undefined;
      }
    }
    return items;
  }

  #braces(depth: number): Value | undefined {
    const map = new TypedKeyMap();
    if (this.#skip('}')) {
      return new Map();
    }
    do {
      const key = this.#value(depth + 1);
      if (key === undefined) {
        return undefined;
      }
      if (map.size === 0 && !this.#skip(':')) {
        return this.#set(key, depth);
      }
      if (isMap(key) || isList(key) || (map.size > 0 && !this.#skip(':'))) {
        return undefined;
      }
      const value = this.#value(depth + 1);
      if (value === undefined) {
        return undefined;
      }
      addKey(map, key, value);
    } while (this.#skip(',') && !this.#peek('}'));
    if (!this.#skip('}')) {
      return undefined;
    }
    return map.typedKeys.size > 0 ? map : new Map(map);
  }

  #set(first: Value, depth: number): Value | undefined {
    if (this.#skip('}')) {
      return [first];
    }
    const items = this.#skip(',') ? this.#items([first], '}', depth) : undefined;
    return items?.filter((item, index) => items.indexOf(item) === index);
  }

  /** Python takes one sign for part of a number; `--1` and `-(-1)` are no literals. */
  #afterSign(): boolean {
    const operand = this.#tokens.slice(this.#next).find((token) => token.text !== '(');
    return operand?.kind === 'operator' && (operand.text === '-' || operand.text === '+');
  }

  #peek(operator: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'operator' && token.text === operator;
  }

  #skip(operator: string): boolean {
    const found = this.#peek(operator);
    this.#next += found ? 1 : 0;
    return found;
  }
}

function addKey(map: TypedKeyMap, key: TypedKey | string, value: Value): void {
  const text = typeof key === 'number' ? reprFloat(key) : String(key);
  map.set(text, value);
  if (typeof key !== 'string') {
    map.typedKeys.set(text, key);
  }
}

function signed(sign: '-' | '+', value: Value | undefined): Value | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    return undefined;
  }
  return sign === '-' ? -value : value;
}

/** Complex numbers are no values of ours. */
function readNumber(text: string): Value | undefined {
  const lower = text.toLowerCase();
  if (lower.endsWith('j')) {
    return undefined;
  }
  return /^(?:0[xob]|[0-9_]+$)/.test(lower) ? readInt(lower) : readFloat(lower);
}

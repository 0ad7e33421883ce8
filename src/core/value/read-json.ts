import { SightlineError } from '../errors.ts';
import { placeAt } from './text-place.ts';
import type { Value } from './value.ts';

/** Deeper nesting is refused, since everything that walks a value does it by recursion. */
const deepest = 200;

/**
 * Reads JSON as Python's `json.loads` does: `1` stays apart from `1.0`, integers have any length,
 * `NaN` and `Infinity` are allowed, and of a key that comes twice the last value counts.
 * Throws `invalid-parameter-file` with the place.
 */
export function readJson(text: string, file: string): Value {
  return new Reader(text, file).document();
}

class Reader {
  readonly #text: string;
  readonly #file: string;
  #offset = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  document(): Value {
    const value = this.#value(0);
    this.#space();
    return this.#offset < this.#text.length ? this.#fail('text after the end of the value') : value;
  }

  #value(depth: number): Value {
    if (depth > deepest) {
      this.#fail(`nested more than ${deepest} levels deep`);
    }
    this.#space();
    switch (this.#text[this.#offset]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(depth: number): Value {
    const map = new Map<string, Value>();
    this.#offset++;
    if (this.#skip('}')) {
      return map;
    }
    do {
      this.#space();
      const key = this.#text[this.#offset] === '"' ? this.#string() : this.#fail('a key in double quotes is missing here');
      if (!this.#skip(':')) {
        this.#fail("':' is missing here");
      }
      map.set(key, this.#value(depth + 1));
    } while (this.#skip(','));
    return this.#skip('}') ? map : this.#fail("',' or '}' is missing here");
  }

  #array(depth: number): Value {
    const items: Value[] = [];
    this.#offset++;
    if (this.#skip(']')) {
      return items;
    }
    do {
      items.push(this.#value(depth + 1));
    } while (this.#skip(','));
    return this.#skip(']') ? items : this.#fail("',' or ']' is missing here");
  }

  #string(): string {
    const pattern = /"(?:[^"\\]+|\\.)*"/sy;
    pattern.lastIndex = this.#offset;
    const source = pattern.exec(this.#text)?.[0] ?? this.#fail('the text in quotes has no end');
    try {
      const text: unknown = JSON.parse(source);
      this.#offset += source.length;
      return String(text);
    } catch {
      return this.#fail('the text in quotes has a bad escape or a control character');
    }
  }

  #word(): Value {
    const pattern = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null|NaN|-?Infinity/y;
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text) ?? this.#fail('a value is missing here');
    const word = found[0];
    this.#offset += word.length;
    switch (word) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        return /^-?[0-9]+$/.test(word) ? BigInt(word) : Number(word);
    }
  }

  #skip(character: string): boolean {
    this.#space();
    const found = this.#text[this.#offset] === character;
    this.#offset += found ? 1 : 0;
    return found;
  }

  #space(): void {
    const pattern = /[ \t\n\r]*/y;
    pattern.lastIndex = this.#offset;
    this.#offset += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #fail(what: string): never {
    throw new SightlineError('invalid-parameter-file', what, { place: placeAt(this.#text, this.#offset, this.#file) });
  }
}

/** A JSON value with its keys in the order of the text and its numbers as they are spelt: 1.0 is not 1. */
type Json = { readonly scalar: string } | { readonly items: readonly Json[] } | { readonly fields: readonly (readonly [string, Json])[] };

/**
 * JSON as lines, one a scalar, each with the path to it, for comparing two texts value by value. Key order counts,
 * except in the first `unordered` levels. Of an error that is reported as a value, the type counts and the words don't.
 * Strings are decoded, since `\u00e9` and `é` are the same value.
 */
export function jsonLines(text: string, unordered = 0): string {
  const tokens = Array.from(text.matchAll(/"(?:[^"\\]|\\.)*"|[-+\w.]+|[[\]{}:,]|\S/gu), ([token]) => token);
  const reader = new JsonReader(tokens);
  const value = reader.value();
  return [...showJson('', value, unordered), ...reader.rest()].join('\n');
}

/** Reads Python's JSON, which has NaN and Infinity as well. */
class JsonReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  value(): Json {
    const token = this.#next();
    if (token === '{') {
      return { fields: this.#list('}', () => [this.#key(), this.value()] as const) };
    }
    return token === '[' ? { items: this.#list(']', () => this.value()) } : { scalar: decode(token) };
  }

  rest(): readonly string[] {
    return this.#tokens.slice(this.#at).map((token) => `after the end: ${token}`);
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? 'end of text';
  }

  #key(): string {
    const key = decode(this.#next());
    this.#next();
    return key;
  }

  #list<T>(end: string, read: () => T): readonly T[] {
    const found: T[] = [];
    while (this.#at < this.#tokens.length && this.#tokens[this.#at] !== end) {
      found.push(read());
      if (this.#tokens[this.#at] === ',') {
        this.#at++;
      }
    }
    this.#at++;
    return found;
  }
}

function decode(token: string): string {
  return token.length > 1 && token.startsWith('"') ? `"${String(JSON.parse(token))}"` : token;
}

function showJson(path: string, value: Json, unordered: number): readonly string[] {
  if ('scalar' in value) {
    return [`${path} = ${value.scalar}`];
  }
  if ('items' in value) {
    return [
      `${path} has ${value.items.length}`,
      ...value.items.flatMap((item, index) => showJson(`${path}[${index}]`, item, unordered - 1)),
    ];
  }
  if (path.endsWith('/"error"')) {
    return [`${path} of ${value.fields.map(([key, field]) => (key === '"type"' ? showJson('', field, 0) : key)).join(' ')}`];
  }
  const fields = unordered > 0 ? value.fields.toSorted(([a], [b]) => (a < b ? -1 : 1)) : value.fields;
  return [`${path} has {}`, ...fields.flatMap(([key, field]) => showJson(`${path}/${key}`, field, unordered - 1))];
}

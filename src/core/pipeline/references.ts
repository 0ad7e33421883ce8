/** A `${...}` in a text. */
export interface Reference {
  /** Offset of the `$`. */
  readonly start: number;
  /** Offset behind the `}`. */
  readonly end: number;
  /** What stands between the braces. */
  readonly inner: string;
}

/**
 * Every `${...}` that isn't escaped as `\${...}`; one ends at the first `}`, on the same line. A scan rather than a
 * pattern, which would take quadratic time for a text of nothing but `${`.
 */
export function* findReferences(text: string): Generator<Reference, void, undefined> {
  let close = 0;
  let newline = 0;
  for (let start = text.indexOf('${'), next = 0; start !== -1; start = text.indexOf('${', next)) {
    next = start + 2;
    close = close >= next ? close : text.indexOf('}', next);
    if (close === -1) {
      return;
    }
    newline = newline >= next ? newline : positionOf(text, '\n', next);
    if (text[start - 1] !== '\\' && close < newline) {
      yield { start, end: close + 1, inner: text.slice(next, close) };
      next = close + 1;
    }
  }
}

function positionOf(text: string, letter: string, from: number): number {
  const found = text.indexOf(letter, from);
  return found === -1 ? Infinity : found;
}

/** Whether the text has a `${...}`. */
export function hasReference(text: string): boolean {
  return findReferences(text).next().done !== true;
}

/** What stands in the braces of a text that is one `${...}` and nothing else. */
export function wholeReference(text: string): string | undefined {
  const first = findReferences(text).next().value;
  return first !== undefined && first.start === 0 && first.end === text.length ? first.inner : undefined;
}

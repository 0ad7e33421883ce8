/** A value as one line of a comment that nobody sees: an HTML comment in plain ASCII that nothing in the value can end. */
export function writeHiddenLine(kind: string, value: unknown): string {
  return `<!-- sightline:${kind} ${JSON.stringify(value).replaceAll(/[<>\u007f-\uffff]|-(?!\d)/g, escaped)} -->`;
}

/** The value of such a line; undefined for a line of another kind, one that holds more UTF-16 units of JSON, and one that isn't JSON. */
export function readHiddenLine(kind: string, line: string, longest: number): unknown {
  const [start, end] = [`<!-- sightline:${kind} `, ' -->'];
  const text = line.replace(/\r$/, '');
  if (!text.startsWith(start) || !text.endsWith(end) || text.length > start.length + longest + end.length) {
    return undefined;
  }
  try {
    return JSON.parse(text.slice(start.length, -end.length));
  } catch {
    return undefined;
  }
}

/** Numbers keep their minus; of two hyphens in a row the first is always escaped. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

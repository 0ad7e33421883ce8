const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of a Python string as written in source; undefined for bytes, f-strings and characters by name. */
export function readPythonString(source: string): string | undefined {
  const prefix = /^[a-zA-Z]*/.exec(source)?.[0].toLowerCase() ?? '';
  if (prefix.includes('b') || prefix.includes('f')) {
    return undefined;
  }
  const quoted = source.slice(prefix.length);
  const quotes = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1;
  const body = quoted.slice(quotes, -quotes).replaceAll('\r\n', '\n');
  if (prefix.includes('r')) {
    return body;
  }
  return /(?<!\\)(?:\\\\)*\\N\{/.test(body)
    ? undefined
    : body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^])/g, unescape);
}

/** Python keeps a backslash before a character that needs none. */
function unescape(sequence: string, escape: string): string {
  const simple = simpleEscapes[escape];
  if (simple !== undefined) {
    return simple;
  }
  if (/^[0-7]/.test(escape)) {
    return String.fromCodePoint(Number.parseInt(escape, 8));
  }
  if (/^[xuU]./.test(escape)) {
    const code = Number.parseInt(escape.slice(1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
  }
  return sequence;
}

import { SightlineError } from '../errors.ts';
import { placeAt } from './text-place.ts';
import { readPythonString } from './python-string.ts';

/** A token of Python source. Strings carry their text, undefined where they aren't plain text (bytes, f-strings). */
export type PythonToken =
  | { readonly kind: 'name' | 'number' | 'operator'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string | undefined };

/** One logical line: brackets, triple quotes and `\` join the lines of the text. */
export interface PythonLine {
  /** Columns of white space before it, a tab going to the next multiple of eight. */
  readonly indent: number;
  readonly tokens: readonly PythonToken[];
}

const patterns = {
  space: /(?:[ \t\f\r]|\\\r?\n|#[^\n]*)+/y,
  string: /[rbufRBUF]{0,2}(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')/y,
  number: /(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9_]+)?)[jJ]?/y,
  name: /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*/uy,
  operator: /:=|->|\.\.\.|[-+*/%@&|^<>=!]+=|\*\*|\/\/|<<|>>|[-+*/%@&|^~<>=!()[\]{},:;.$?`]/y,
  indent: /[ \t\f]*/y,
} as const;

/** Splits Python source into logical lines. Throws `invalid-parameter-file` where it can't be Python. */
export function readPythonLines(text: string, file: string): readonly PythonLine[] {
  const lines: PythonLine[] = [];
  let offset = text.startsWith('\ufeff') ? 1 : 0;
  while (offset < text.length) {
    const indent = matchAt(patterns.indent, text, offset);
    const line = readLine(text, offset + indent.length, file);
    if (line.tokens.length > 0) {
      lines.push({ indent: columns(indent), tokens: line.tokens });
    }
    offset = line.end;
  }
  return lines;
}

function columns(indent: string): number {
  return [...indent].reduce((column, character) => (character === '\t' ? (Math.floor(column / 8) + 1) * 8 : column + 1), 0);
}

function readLine(text: string, start: number, file: string): { readonly tokens: readonly PythonToken[]; readonly end: number } {
  const tokens: PythonToken[] = [];
  const open: string[] = [];
  let offset = start;
  for (;;) {
    offset += matchAt(patterns.space, text, offset).length;
    if (offset >= text.length || (text[offset] === '\n' && open.length === 0)) {
      break;
    }
    if (text[offset] === '\n') {
      offset++;
      continue;
    }
    const [token, length] = readToken(text, offset) ?? fail(text, offset, file, 'not Python');
    if (token.kind === 'operator' && !balance(open, token.text)) {
      fail(text, offset, file, `'${token.text}' closes no bracket`);
    }
    tokens.push(token);
    offset += length;
  }
  return open.length === 0 ? { tokens, end: offset + 1 } : fail(text, start, file, `'${open.at(-1)}' on this line is never closed`);
}

/** Keeps track of open brackets; false when one closes that isn't open. */
function balance(open: string[], operator: string): boolean {
  if ('([{'.includes(operator)) {
    open.push(operator);
    return true;
  }
  const closes = { ')': '(', ']': '[', '}': '{' }[operator];
  return closes === undefined || open.pop() === closes;
}

function readToken(text: string, offset: number): readonly [PythonToken, number] | undefined {
  const string = matchAt(patterns.string, text, offset);
  if (string !== '') {
    return [{ kind: 'string', text: readPythonString(string) }, string.length];
  }
  for (const kind of ['number', 'name', 'operator'] as const) {
    const found = matchAt(patterns[kind], text, offset);
    if (found !== '') {
      return [{ kind, text: found }, found.length];
    }
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

function fail(text: string, offset: number, file: string, what: string): never {
  throw new SightlineError('invalid-parameter-file', what, { place: placeAt(text, offset, file) });
}

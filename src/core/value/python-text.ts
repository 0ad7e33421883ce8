import { reprFloat } from './repr-float.ts';
import { isList, isMap, type Value } from './value.ts';

/** Text that DVC's templating puts in place of `${...}`: Python's `str`, but `true` and `false` in lower case. */
export function formatPython(value: Value): string {
  return typeof value === 'boolean' ? String(value) : strPython(value);
}

/** Python's `str`: a string as it is, everything else as `repr` writes it. */
export function strPython(value: Value): string {
  return typeof value === 'string' ? value : reprPython(value);
}

/** Python's `repr`: `None`, `True`, `1.0`, `'text'`, `[1, 2]`, `{'a': 1}`. */
export function reprPython(value: Value): string {
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (typeof value === 'number') {
    return reprFloat(value);
  }
  if (typeof value === 'string') {
    return reprString(value);
  }
  if (isMap(value)) {
    return `{${[...value].map(([key, item]) => `${reprString(key)}: ${reprPython(item)}`).join(', ')}}`;
  }
  return isList(value) ? `[${value.map(reprPython).join(', ')}]` : String(value);
}

const namedEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Double quotes only where the text has single quotes and no double ones; what isn't printable is escaped. */
function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const character of text) {
    if (character === quote) {
      body += `\\${quote}`;
    } else if (namedEscapes[character] !== undefined) {
      body += namedEscapes[character];
    } else {
      body += /^[\p{C}\p{Zl}\p{Zp}\p{Zs}]$/u.test(character) && character !== ' ' ? escapeCodePoint(character) : character;
    }
  }
  return quote + body + quote;
}

function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) {
    return `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

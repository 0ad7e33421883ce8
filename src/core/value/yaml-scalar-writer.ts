import { isLineBreak, isPrintable } from './yaml-scalar-analysis.ts';
import type { YamlOutput } from './yaml-output.ts';

/** Lines are folded where they would pass this column. */
const width = 80;

/** Where a scalar is written. */
export interface ScalarPlace {
  /** Column of folded lines. */
  readonly indent: number;
  /** False for a key, which has to stay on one line. */
  readonly split: boolean;
  /** Whether the scalar is the whole document. */
  readonly root: boolean;
}

/** Writes a scalar without quotes. A word that doesn't fit gets its own line, which leaves the space before it in place. */
export function writePlain(output: YamlOutput, characters: readonly string[], place: ScalarPlace): void {
  output.openEnded = place.root;
  if (characters.length === 0) {
    return;
  }
  if (!output.whitespace) {
    output.raw(' ');
  }
  output.whitespace = false;
  output.indention = false;
  for (const run of runs(characters)) {
    if (run.kind === 'space') {
      if (run.text.length === 1 && output.column >= width && place.split) {
        foldAt(output, place.indent);
      } else {
        output.raw(run.text);
      }
      continue;
    }
    if (run.length + output.column > width && !place.root && output.column > place.indent) {
      output.indent(place.indent);
    }
    output.raw(run.text);
  }
}

function foldAt(output: YamlOutput, indent: number): void {
  output.indent(indent);
  output.whitespace = false;
  output.indention = false;
}

/** Writes a scalar in single quotes; a lone space past the margin becomes the fold. */
export function writeSingleQuoted(output: YamlOutput, characters: readonly string[], place: ScalarPlace): void {
  output.indicator("'", { space: true });
  const all = runs(characters);
  all.forEach((run, index) => {
    const inner = index > 0 && index < all.length - 1;
    if (run.kind === 'space' && run.text.length === 1 && output.column > width && place.split && inner) {
      output.indent(place.indent);
    } else if (run.kind === 'break') {
      writeBreaks(output, run.text, place.indent);
    } else {
      output.raw(run.text.replaceAll("'", "''"));
    }
  });
  output.indicator("'", { space: false });
}

function writeBreaks(output: YamlOutput, breaks: string, indent: number): void {
  if (breaks.startsWith('\n')) {
    output.lineBreak();
  }
  for (const character of breaks) {
    output.lineBreak(character);
  }
  output.indent(indent);
}

/** A stretch of spaces, of line breaks, or of anything else. */
interface Run {
  readonly kind: 'space' | 'break' | 'word';
  readonly text: string;
  /** Code points. */
  readonly length: number;
}

function runs(characters: readonly string[]): readonly Run[] {
  const found: Run[] = [];
  let start = 0;
  while (start < characters.length) {
    const kind = kindOf(characters[start]);
    let end = start + 1;
    while (end < characters.length && kindOf(characters[end]) === kind) {
      end++;
    }
    found.push({ kind, text: characters.slice(start, end).join(''), length: end - start });
    start = end;
  }
  return found;
}

function kindOf(character: string | undefined): Run['kind'] {
  return character === ' ' ? 'space' : isLineBreak(character) ? 'break' : 'word';
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** Writes a scalar in double quotes: everything that isn't printable escaped, folds with `\` where a space would be lost. */
export function writeDoubleQuoted(output: YamlOutput, characters: readonly string[], place: ScalarPlace): void {
  output.indicator('"', { space: true });
  let start = 0;
  for (let end = 0; end <= characters.length; end++) {
    const character = characters[end];
    if (character === undefined || needsEscape(character)) {
      output.raw(characters.slice(start, end).join(''));
      start = end;
      if (character !== undefined) {
        output.raw(escape(character));
        start = end + 1;
      }
    }
    const mayFold = end > 0 && end < characters.length - 1 && (character === ' ' || start >= end);
    if (mayFold && output.column + (end - start) > width && place.split) {
      start = foldDoubleQuoted(output, characters, { start, end, indent: place.indent });
    }
  }
  output.indicator('"', { space: false });
}

/** Ends the line inside double quotes; answers where to go on from. */
function foldDoubleQuoted(
  output: YamlOutput,
  characters: readonly string[],
  at: { readonly start: number; readonly end: number; readonly indent: number },
): number {
  const backslash = needsBackslash(characters, at.start, at.end);
  output.raw(characters.slice(at.start, at.end).join('') + (backslash ? '\\' : ''));
  const start = Math.max(at.start, at.end);
  foldAt(output, at.indent);
  if (characters[start] !== ' ') {
    return start;
  }
  if (!backslash) {
    return start + 1;
  }
  output.raw('\\');
  return start;
}

/** Without a backslash the fold reads as one space, which is right only between two plain words. */
function needsBackslash(characters: readonly string[], start: number, end: number): boolean {
  const space = characters.indexOf(' ', end);
  if (space < 0) {
    return true;
  }
  const newline = characters.indexOf('\n', end);
  const position = newline >= 0 && newline < space ? newline : space;
  const next = characters[position + 1];
  if (next === undefined || (characters[position] === '\n' && next !== ' ')) {
    return true;
  }
  const word = characters.slice(end, position);
  const doubled = characters[end - 1] === ' ' && characters[end] === ' ';
  return word.includes('"') || word.includes("'") || next === ' ' || next === '\n' || doubled || start === end;
}

function needsEscape(character: string): boolean {
  return shortEscapes[character] !== undefined ? character !== '\u00a0' : !isPrintable(character);
}

function escape(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) {
    return `\\${short}`;
  }
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

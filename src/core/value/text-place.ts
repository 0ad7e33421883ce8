import type { Place } from '../errors.ts';

/** Line and column, from 1, of an offset in the text of a file. */
export function placeAt(text: string, offset: number, file: string): Place {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

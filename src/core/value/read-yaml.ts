import { Composer, LineCounter, Parser, type Document } from 'yaml';
import { SightlineError, type Place } from '../errors.ts';
import type { Value } from './value.ts';
import { buildYamlValue } from './yaml-build.ts';
import { placeOf } from './yaml-place.ts';

/** Files of a repository are small; a bigger one is a mistake or an attack. In UTF-16 units. */
const longestText = 32 * 1024 * 1024;

/** A YAML file that was read: its value, and where in the text things stand. */
export interface YamlSource {
  readonly value: Value;
  /** Where the key (or the list item) at the path stands; of a path that doesn't exist, the nearest thing around it. */
  readonly place: (path: readonly (string | number)[]) => Place;
}

/** Reads YAML as DVC does. An empty file is null. Throws `yaml-syntax` with file, line and column. */
export function readYaml(text: string, file: string): Value {
  return readYamlSource(text, file).value;
}

/** Reads YAML as `readYaml` does and keeps where things stand, for errors in what the file says. */
export function readYamlSource(text: string, file: string): YamlSource {
  if (text.length > longestText) {
    throw new SightlineError('file-too-large', `${file} has more than ${longestText} characters`, { place: { file } });
  }
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const contents = compose(text, lines, at)?.contents ?? null;
  return {
    value: contents === null ? null : buildYamlValue(contents, at),
    place: (path) => at(placeOf(contents, path)),
  };
}

/** The only document of the text, or undefined where there is none. */
function compose(text: string, lines: LineCounter, at: (offset: number) => Place): Document.Parsed | undefined {
  const composer = new Composer({ schema: 'failsafe', version: '1.2', uniqueKeys: false, logLevel: 'silent', strict: true });
  let documents: readonly Document.Parsed[];
  try {
    documents = [...composer.compose(new Parser(lines.addNewLine).parse(text), true, text.length)];
  } catch (cause) {
    // The library reads nested nodes by recursion.
    if (cause instanceof RangeError) {
      throw new SightlineError('yaml-syntax', 'nested too deeply', { place: at(0), cause });
    }
    throw cause;
  }
  const [first, second] = documents;
  const error = first?.errors[0];
  if (error !== undefined) {
    const message = error.message.includes('call stack') ? 'nested too deeply' : error.message;
    throw new SightlineError('yaml-syntax', message, { place: at(error.pos[0]) });
  }
  if (second !== undefined) {
    throw new SightlineError('yaml-syntax', 'a second document starts here, and only one is read', { place: at(second.range[0]) });
  }
  return first;
}

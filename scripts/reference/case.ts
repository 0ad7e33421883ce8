import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type NpyArray, readNpy } from '../../src/core/predictions/read-npy.ts';

/** A case of a reference collection: a folder with `case.json`, inputs and, where the answer is known, `expected.json`. */
export interface ReferenceCase {
  /** Its folder from the collection, with `/`. */
  readonly id: string;
  /** What `case.json` says. */
  readonly tolerance: { readonly abs?: number; readonly rel?: number };
  readonly notes: readonly string[];
  readonly inputs: readonly string[];
  /** Undefined where the case comes without an answer. */
  readonly expected: unknown;
  readonly json: (file: string) => unknown;
  readonly text: (file: string) => string;
  readonly npy: (file: string) => NpyArray;
}

/** What one family of cases asks for, and how ours answers it. */
export interface ReferenceKind {
  readonly name: string;
  /** Told by the case's path and fields. */
  matches(one: ReferenceCase): boolean;
  /** What ours gives, with the keys and structure that `expected.json` of this kind has. */
  answer(one: ReferenceCase): unknown;
  /** Why a case isn't judged: its reference is wrong by its own note. */
  skip?(one: ReferenceCase): string | undefined;
  /** Where ours differs on purpose or only statistics can be compared: tested on the path of a value, such as `a.b.0`. */
  readonly exceptions?: readonly ReferenceException[];
}

/** Values that are held to another tolerance, or to none; `when` says of which cases and paths that is true, if not of all. */
export interface ReferenceException {
  readonly path: RegExp;
  readonly reason: string;
  readonly abs?: number;
  readonly when?: (one: ReferenceCase, path: string) => boolean;
}

/** All cases at and below a folder, by path. */
export function findCases(folder: string): ReferenceCase[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.name === 'case.json');
  return files.map((entry) => openCase(folder, entry.parentPath)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

interface CaseFile {
  readonly tolerance?: ReferenceCase['tolerance'];
  readonly notes?: readonly string[];
  readonly inputs?: readonly { readonly file: string }[];
}

function openCase(collection: string, folder: string): ReferenceCase {
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const json = (file: string): unknown => JSON.parse(text(file));
  const { tolerance = {}, notes = [], inputs = [] } = json('case.json') as CaseFile;
  return {
    id: relative(collection, folder),
    tolerance,
    notes,
    inputs: inputs.map(({ file }) => file),
    expected: existsSync(join(folder, 'expected.json')) ? json('expected.json') : undefined,
    text,
    json,
    npy: (file) => readNpy(readFileSync(join(folder, file)), file),
  };
}

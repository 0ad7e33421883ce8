import { hash } from 'node:crypto';
import { compareCodePoints } from '../value/code-point-order.ts';

/** A file of a folder that is tracked as a whole. */
export interface DirEntry {
  readonly md5: string;
  /** From the folder, with `/`. */
  readonly relpath: string;
}

const maxEntries = 50_000_000;

/** The bytes of a folder's .dir object: what Python's `json.dumps(entries, sort_keys=True)` writes, sorted by code point. */
export function writeDirObject(entries: readonly DirEntry[]): string {
  const sorted = entries.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
  return `[${sorted.map((entry) => `{"md5": "${entry.md5}", "relpath": ${quote(entry.relpath)}}`).join(', ')}]`;
}

/** The id of a .dir object. */
export function hashDirObject(content: string): string {
  return `${hash('md5', content, 'hex')}.dir`;
}

const beyondAscii = /[\u007f-\uffff]/g;

function quote(text: string): string {
  return JSON.stringify(text).replace(beyondAscii, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

const md5Text = /^[0-9a-f]{32}$/;
/** A part that is empty, `.` or `..`: a hostile object could name `../../.ssh/config`, which a checkout would write. */
const oddPart = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** Git's hooks and our configuration are never data. Without case, for file systems that don't tell it. */
const toolPart = /(?:^|\/)\.(?:git(?:\/|$)|dvc\/)/i;

/** Whether a file of a tracked folder lies, or is one, where only git or DVC write. */
export function isToolFile(relpath: string): boolean {
  return toolPart.test(relpath);
}

/** Reads a .dir object; undefined when it isn't one, or names a file outside its folder or in one of git or DVC. */
export function parseDirObject(content: string): readonly DirEntry[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return undefined;
  }
  // Checked by hand: a schema took five times as long as parsing, and folders of a million files are checked often.
  return Array.isArray(json) && json.length <= maxEntries && json.every(isDirEntry) ? json : undefined;
}

/** Whether a value is a file that may be written into a folder. */
export function isDirEntry(value: unknown): value is DirEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'md5' in value &&
    'relpath' in value &&
    typeof value.md5 === 'string' &&
    typeof value.relpath === 'string' &&
    md5Text.test(value.md5) &&
    !oddPart.test(value.relpath) &&
    !isToolFile(value.relpath)
  );
}

import { hash } from 'node:crypto';
import { compareCodePoints } from '../value/code-point-order.ts';
import { nameClash } from './name-clash.ts';
import { isToolFile } from './tool-folder.ts';

/** A file of a folder that is tracked as a whole. */
export interface DirEntry {
  readonly md5: string;
  /** From the folder, with `/`. */
  readonly relpath: string;
}

const maxEntries = 50_000_000;

/**
 * The bytes of a folder's .dir object: what Python's `json.dumps(entries, sort_keys=True)` writes, sorted by code point.
 * Folders elsewhere are known by another kind of hash, such as `etag`, whose name comes in the place of `md5`.
 */
export function writeDirObject(entries: readonly DirEntry[], hashName = 'md5'): string {
  const sorted = entries.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
  return `[${sorted.map((entry) => `{"${hashName}": "${entry.md5}", "relpath": ${quote(entry.relpath)}}`).join(', ')}]`;
}

/** The id of a .dir object. */
export function hashDirObject(content: string | Uint8Array): string {
  return `${hash('md5', content, 'hex')}.dir`;
}

const beyondAscii = /[\u007f-\uffff]/g;

function quote(text: string): string {
  return JSON.stringify(text).replace(beyondAscii, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

const [zero, nine, a, f] = [0x30, 0x39, 0x61, 0x66];
/** A part that is empty, `.` or `..`: a hostile object could name `../../.ssh/config`, which a checkout would write. */
const oddPart = /(?:^|\/)\.{0,2}(?:\/|$)|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/;

/**
 * Reads a .dir object; undefined when `whyNoDirObject` has something to say.
 * Checked by hand: a schema took five times as long as parsing, and folders of a million files are checked often.
 * Parsing by hand was no faster than `JSON.parse`: what takes the time is to make the entries.
 */
export function parseDirObject(content: Uint8Array): readonly DirEntry[] | undefined {
  const list = parseList(content);
  return list?.every(isDirEntry) === true && nameClash(list) === undefined ? list : undefined;
}

/** Why bytes are no list of the files of one folder, in words that follow "it"; undefined when they are. */
export function whyNoDirObject(content: Uint8Array): string | undefined {
  const list = parseList(content);
  if (list === undefined) {
    return 'is no list of files';
  }
  const odd = list.findIndex((entry) => !isDirEntry(entry));
  if (odd !== -1) {
    return `has an entry that is no file of a folder, the ${odd + 1}. of ${list.length}: ${JSON.stringify(list[odd]).slice(0, shownLength)}`;
  }
  const clash = nameClash(list as readonly DirEntry[]);
  return clash === undefined ? undefined : `names ${clash}`;
}

const shownLength = 200;

function parseList(content: Uint8Array): readonly unknown[] | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8'));
    return Array.isArray(json) && json.length <= maxEntries ? json : undefined;
  } catch {
    return undefined;
  }
}

/** As `parseDirObject`, and undefined also for bytes that haven't the hash that they are named by. */
export function readDirObject(content: Uint8Array, md5: string): readonly DirEntry[] | undefined {
  return hashDirObject(content) === md5 ? parseDirObject(content) : undefined;
}

/** Whether a value is a file that may be written into a folder. */
export function isDirEntry(value: unknown): value is DirEntry {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { md5, relpath } = value as Partial<Record<keyof DirEntry, unknown>>;
  return typeof md5 === 'string' && typeof relpath === 'string' && isMd5(md5) && mayBeWritten(relpath);
}

/**
 * Whether a name stays inside its folder and out of git's and DVC's. Half of a surrogate pair, which DVC writes for bytes that
 * aren't UTF-8, can't be written either: all of them would become the same character.
 */
export function mayBeWritten(relpath: string): boolean {
  return relpath.isWellFormed() && !oddPart.test(relpath) && !isToolFile(relpath);
}

/** Half the time of a regular expression. */
function isMd5(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= zero && code <= nine) || (code >= a && code <= f))) {
      return false;
    }
  }
  return text.length === 32;
}

import { hash } from 'node:crypto';
import { z } from 'zod';
import { compareCodePoints } from '../value/code-point-order.ts';
import { isOutside, normalize } from './root-path.ts';

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

const entrySchema = z.object({ md5: z.string().regex(/^[0-9a-f]{32}$/), relpath: z.string().min(1) });
const objectSchema = z.array(entrySchema).max(maxEntries);

/** Reads a .dir object; undefined when it isn't one, or names a file outside its folder. */
export function parseDirObject(content: string): readonly DirEntry[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return undefined;
  }
  const parsed = objectSchema.safeParse(json);
  return parsed.success && parsed.data.every((entry) => isInside(entry.relpath)) ? parsed.data : undefined;
}

/** A hostile object could name `../../.ssh/config`, which a checkout would write. */
function isInside(relpath: string): boolean {
  return !relpath.includes('\0') && !isOutside(normalize(relpath)) && normalize(relpath) === relpath && relpath !== '.';
}

import { rankOfUnit } from '../value/code-point-order.ts';

/** Names inside JSON as Python writes it: ASCII, and `\uXXXX` for each UTF-16 unit from U+007F on. */

const backslash = 0x5c;
const escapeLength = '\\uXXXX'.length;
const firstEscaped = 0x7f;
const canonicalEscape = /^\\u[0-9a-f]{4}$/;

/** Whether Python's escape stands here, and not one that it would write otherwise, as that of a quote. */
export function isEscape(bytes: Buffer, at: number): boolean {
  return canonicalEscape.test(bytes.toString('latin1', at, at + escapeLength)) && unitAt(bytes, at) >= firstEscaped;
}

/** A name in its bytes. */
export interface NameBytes {
  readonly bytes: Buffer;
  /** From here to before `nameEnd`, without quotes. */
  readonly nameAt: number;
  readonly nameEnd: number;
}

/** The name itself. */
export function readName({ bytes, nameAt, nameEnd }: NameBytes): string {
  return JSON.parse(`"${bytes.toString('latin1', nameAt, nameEnd)}"`) as string;
}

/** Orders names by code point, as `compareCodePoints` does once they are read. */
export function compareNames(a: NameBytes, b: NameBytes): number {
  const shared = Math.min(a.nameEnd - a.nameAt, b.nameEnd - b.nameAt);
  let same = 0;
  while (same < shared && a.bytes[a.nameAt + same] === b.bytes[b.nameAt + same]) {
    same += 1;
  }
  if (same === shared) {
    return a.nameEnd - a.nameAt - (b.nameEnd - b.nameAt);
  }
  const unit = same - insideEscape(a, a.nameAt + same);
  return rankOfUnit(unitAt(a.bytes, a.nameAt + unit)) - rankOfUnit(unitAt(b.bytes, b.nameAt + unit));
}

/** Whether a name starts with all of another, and is longer. Names that follow each other mostly differ near their ends. */
export function startsName(start: NameBytes, { bytes, nameAt, nameEnd }: NameBytes): boolean {
  const length = start.nameEnd - start.nameAt;
  if (length >= nameEnd - nameAt) {
    return false;
  }
  for (let at = length - 1; at >= 0; at -= 1) {
    if (bytes[nameAt + at] !== start.bytes[start.nameAt + at]) {
      return false;
    }
  }
  return true;
}

/** How many bytes of an escape lie before a place in it; 0 where there is none. */
function insideEscape({ bytes, nameAt }: NameBytes, at: number): number {
  for (let back = 1; back < escapeLength && at - back >= nameAt; back += 1) {
    if (bytes[at - back] === backslash) {
      return back;
    }
  }
  return 0;
}

function unitAt(bytes: Buffer, at: number): number {
  return bytes[at] === backslash ? Number.parseInt(bytes.toString('latin1', at + 2, at + escapeLength), 16) : (bytes[at] ?? 0);
}

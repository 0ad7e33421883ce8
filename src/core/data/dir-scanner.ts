import { type DirEntry, mayBeWritten } from './dir-object.ts';
import { compareNames, isEscape, type NameBytes, readName, startsName } from './escaped-name.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const start = bytesOf('{"md5": "');
const middle = bytesOf('", "relpath": "');
const separator = bytesOf('"}, ');
const end = bytesOf('"}]');
const emptyList = bytesOf('[]');
const digestLength = 32;

const codeOf = (character: string): number => character.charCodeAt(0);
const [opening, quote, slash, dot] = [codeOf('['), codeOf('"'), codeOf('/'), codeOf('.')];
/** The bit that lower case has. */
const lowerCase = 0x20;
const [git, dvc] = [bytesOf('git'), bytesOf('dvc')];
const isHex = new Uint8Array(256);
[...'0123456789abcdef'].forEach((digit) => isHex.fill(1, codeOf(digit), codeOf(digit) + 1));

/** What the bytes of a name call for: nothing, the end, or a look at what follows. Others than these make a list irregular. */
const [irregular, plain, ending, partEnd, escape, letter] = [0, 1, 2, 3, 4, 5];
const kinds = new Uint8Array(256).fill(irregular).fill(plain, 0x20, 0x7f);
[...'gGdD'].forEach((first) => kinds.fill(letter, codeOf(first), codeOf(first) + 1));
kinds.set([ending], quote);
kinds.set([partEnd], slash);
kinds.set([escape], codeOf('\\'));

/**
 * Steps through a .dir object in the very bytes that DVC writes, its names rising by code point, without making its entries:
 * that is what takes the time in `JSON.parse`. It ends early at whatever else there is, wrong or only spelled otherwise.
 */
export class DirScanner implements NameBytes {
  readonly bytes: Buffer;
  nameAt = 0;
  nameEnd = 0;
  #isAtEnd: boolean;
  #next: number;
  #isDoubtful = false;
  readonly #before: { -readonly [Key in keyof NameBytes]: NameBytes[Key] };
  /** Names before, each of which starts the next, and the last of them the present one. */
  readonly #starts: NameBytes[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#before = { bytes: this.bytes, nameAt: 0, nameEnd: 0 };
    this.#isAtEnd = this.bytes.equals(emptyList);
    this.#next = bytes[0] === opening ? 1 : bytes.length;
  }

  /** Whether all has been seen and was as it should be. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Goes to the next entry; false at the end, and before what can't be read here. */
  next(): boolean {
    const { bytes } = this;
    const digestAt = this.#next + start.length;
    const digestEnd = digestAt + digestLength;
    if (!isAt(bytes, start, this.#next) || !isDigest(bytes, digestAt) || !isAt(bytes, middle, digestEnd)) {
      return false;
    }
    this.#before.nameAt = this.nameAt;
    this.#before.nameEnd = this.nameEnd;
    this.nameAt = digestEnd + middle.length;
    this.nameEnd = this.#skipName(this.nameAt);
    const isLast = isAt(bytes, end, this.nameEnd) && this.nameEnd + end.length === bytes.length;
    const isFine = (isLast || isAt(bytes, separator, this.nameEnd)) && this.#isNameFine();
    this.#isAtEnd = isLast && isFine;
    this.#next = isLast ? bytes.length : this.nameEnd + separator.length;
    return isFine;
  }

  /** The entry that `next` went to. */
  get entry(): DirEntry {
    return { md5: this.bytes.toString('latin1', this.#digestAt, this.#digestAt + digestLength), relpath: readName(this) };
  }

  /** Whether another's entry, of the same name, has the same md5. */
  hasDigestOf(other: DirScanner): boolean {
    const [from, otherFrom] = [this.#digestAt, other.#digestAt];
    for (let at = 0; at < digestLength; at += 1) {
      if (this.bytes[from + at] !== other.bytes[otherFrom + at]) {
        return false;
      }
    }
    return true;
  }

  get #digestAt(): number {
    return this.nameAt - middle.length - digestLength;
  }

  /** The end of a name, or that of all bytes if it has one that may not stand in it. */
  #skipName(nameAt: number): number {
    const { bytes } = this;
    this.#isDoubtful = isOddStart(bytes, nameAt);
    for (let at = nameAt; at < bytes.length; at += 1) {
      const kind = kinds[bytes[at] ?? 0];
      if (kind === ending) {
        return at;
      } else if (kind === irregular || (kind === escape && !isEscape(bytes, at))) {
        break;
      } else if (kind === partEnd) {
        this.#isDoubtful ||= isOddStart(bytes, at + 1);
      } else if (kind !== plain) {
        this.#isDoubtful ||= kind === escape || startsTool(bytes, at);
      }
    }
    return bytes.length;
  }

  #isNameFine(): boolean {
    const isRising = this.#before.nameEnd === 0 || compareNames(this.#before, this) < 0;
    return isRising && (!this.#isDoubtful || mayBeWritten(readName(this))) && !this.#isBelowFile();
  }

  /** Whether the name lies in a folder that a name before takes for a file: see `nameClash`. */
  #isBelowFile(): boolean {
    const starts = this.#starts;
    if (this.#before.nameEnd > 0) {
      if (startsName(this.#before, this)) {
        starts.push({ ...this.#before });
      }
      for (let last = starts.at(-1); last !== undefined && !startsName(last, this); last = starts.at(-1)) {
        starts.pop();
      }
    }
    return starts.some(({ nameAt, nameEnd }) => this.bytes[this.nameAt + nameEnd - nameAt] === slash);
  }
}

function isAt(bytes: Uint8Array, expected: Uint8Array, at: number): boolean {
  for (let offset = 0; offset < expected.length; offset += 1) {
    if (bytes[at + offset] !== expected[offset]) {
      return false;
    }
  }
  return true;
}

/** 32 hex digits in lower case. */
function isDigest(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < from + digestLength; at += 1) {
    if (isHex[bytes[at] ?? 0] !== 1) {
      return false;
    }
  }
  return true;
}

/** Whether a part of a path is empty or starts with a dot. */
function isOddStart(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  return byte === quote || byte === slash || byte === dot;
}

/** Whether `git` or `dvc` starts here, in whatever case. */
function startsTool(bytes: Uint8Array, at: number): boolean {
  return startsWith(bytes, git, at) || startsWith(bytes, dvc, at);
}

function startsWith(bytes: Uint8Array, word: Uint8Array, at: number): boolean {
  for (let offset = 0; offset < word.length; offset += 1) {
    if (((bytes[at + offset] ?? 0) | lowerCase) !== word[offset]) {
      return false;
    }
  }
  return true;
}

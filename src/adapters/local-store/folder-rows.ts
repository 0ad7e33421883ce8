/** What must be the same for a file to count as unchanged. Times are milliseconds with fractions. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** A file of one folder with the hash it had when it had that stamp. */
export interface FileRow extends FileStamp {
  readonly name: string;
  readonly md5: string;
}

/** The rows of one folder as the index keeps them: columns, so that thousands of files cost one read and no parsing. */
export interface PackedRows {
  /** Names, ended by NUL each. */
  readonly names: string;
  /** Size, time and inode of each, as 64-bit floats. */
  readonly stamps: Uint8Array;
  /** 32 hex digits each. */
  readonly digests: string;
}

/** Numbers of a stamp in a column. */
export const stampLength = 3;
const digestLength = 32;

/** Packs rows into columns. */
export function packRows(rows: readonly FileRow[]): PackedRows {
  const stamps = new Float64Array(rows.length * stampLength);
  rows.forEach((row, at) => stamps.set([row.size, row.mtimeMs, row.ino], at * stampLength));
  return {
    names: rows.map((row) => `${row.name}\0`).join(''),
    stamps: new Uint8Array(stamps.buffer),
    digests: rows.map((row) => row.md5).join(''),
  };
}

/** Finds files in packed rows; fastest when asked in the order in which they were packed. */
export class FolderRows {
  readonly #names: readonly string[];
  readonly #stamps: Float64Array;
  readonly #digests: string;
  #next = 0;
  #positions: Map<string, number> | undefined;

  constructor(packed: PackedRows | undefined) {
    this.#names = packed === undefined ? [] : packed.names.split('\0').slice(0, -1);
    this.#digests = packed?.digests ?? '';
    const bytes = packed?.stamps.slice() ?? new Uint8Array(); // copied, since the database's bytes may lie off the grid of floats
    this.#stamps = new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT));
  }

  /** Columns that don't fit together are not to be believed. */
  get isSound(): boolean {
    return this.#stamps.length === this.#names.length * stampLength && this.#digests.length === this.#names.length * digestLength;
  }

  /** The md5 of a file that is as it was. */
  find(name: string, stamp: FileStamp): string | undefined {
    const at = this.#find(name);
    const base = at * stampLength;
    const isSame =
      at >= 0 && this.#stamps[base] === stamp.size && this.#stamps[base + 1] === stamp.mtimeMs && this.#stamps[base + 2] === stamp.ino;
    return isSame ? this.#digests.slice(at * digestLength, (at + 1) * digestLength) : undefined;
  }

  /** Whether these are all the files of a folder, each as it was. */
  areAll(names: readonly string[], stamps: Float64Array): boolean {
    const numbers = names.length * stampLength;
    return (
      this.#names.length === names.length &&
      names.every((name, at) => name === this.#names[at]) &&
      this.#stamps.subarray(0, numbers).every((number, at) => number === stamps[at])
    );
  }

  /** The md5 of each file after the other. */
  get digests(): string {
    return this.#digests;
  }

  /** All rows, to be changed and packed again. */
  rows(): FileRow[] {
    return this.#names.map((name, at) => {
      const [size = 0, mtimeMs = 0, ino = 0] = this.#stamps.subarray(at * stampLength, (at + 1) * stampLength);
      return { name, size, mtimeMs, ino, md5: this.#digests.slice(at * digestLength, (at + 1) * digestLength) };
    });
  }

  #find(name: string): number {
    if (this.#names[this.#next] === name) {
      this.#next += 1;
      return this.#next - 1;
    }
    this.#positions ??= new Map(this.#names.map((known, at) => [known, at]));
    const at = this.#positions.get(name) ?? -1;
    this.#next = at + 1;
    return at;
  }
}

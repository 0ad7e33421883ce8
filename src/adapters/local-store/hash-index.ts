import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type FileRow, FolderRows, type PackedRows, packRows } from './folder-rows.ts';
import { loadSqlite } from './load-sqlite.ts';

const schemaVersion = 5;
const busyMilliseconds = 5000;
/** When so much waits to be written, it is. */
const rowsAtOnce = 20_000;
const foldersAtOnce = 1000;

/**
 * The hashes of files seen before, in a database outside the repository. It is a cache: when it is lost,
 * corrupt or of another version, it is made anew and files are read once more.
 */
export class HashIndex implements Disposable {
  readonly #file: string;
  #database: DatabaseSync | undefined;
  #broken = false;
  readonly #waiting = new Map<string, PackedRows>();
  #rows = 0;

  /** The index of the repository at `root` under the user's cache folder. */
  constructor(cacheFolder: string, root: string) {
    this.#file = join(cacheFolder, 'index', `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.sqlite`);
  }

  /** What is known of the files under a key: a folder's, or a single file's own. */
  load(key: string): FolderRows {
    const waiting = this.#waiting.get(key);
    const packed = waiting ?? this.#loadPacked(key);
    const rows = new FolderRows(packed);
    return rows.isSound ? rows : new FolderRows(undefined);
  }

  /** Replaces what is known under a key. Many folders are written in one transaction: call `flush` after the last. */
  save(key: string, rows: readonly FileRow[]): void {
    this.#waiting.set(key, packRows(rows));
    this.#rows += rows.length;
    if (this.#rows >= rowsAtOnce || this.#waiting.size >= foldersAtOnce) {
      this.flush();
    }
  }

  /** Writes what was saved. */
  flush(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#rows = 0;
    if (waiting.length > 0) {
      this.#guarded(() => this.#write(waiting), undefined);
    }
  }

  /** When the folders of the cache last changed at the time that all objects of a tree were seen in them. */
  loadSeen(tree: string): Float64Array | undefined {
    return this.#guarded(() => {
      const row = this.#open().prepare('SELECT times FROM seen WHERE tree = ?').get(tree) as unknown as { times: Uint8Array } | undefined;
      const bytes = row?.times.slice();
      return bytes === undefined ? undefined : new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT));
    }, undefined);
  }

  /** Notes that all objects of a tree were seen. */
  saveSeen(tree: string, times: Float64Array): void {
    const bytes = new Uint8Array(times.buffer);
    this.#guarded(() => void this.#open().prepare('INSERT OR REPLACE INTO seen (tree, times) VALUES (?, ?)').run(tree, bytes), undefined);
  }

  /** The hash that a folder's list has while its files are those of the fingerprint. */
  loadTree(key: string, fingerprint: string): string | undefined {
    return this.#guarded(() => {
      const row = this.#open().prepare('SELECT md5 FROM trees WHERE key = ? AND fingerprint = ?').get(key, fingerprint);
      return (row as unknown as { md5: string } | undefined)?.md5;
    }, undefined);
  }

  /** Notes what list the files of a fingerprint give. */
  saveTree(key: string, fingerprint: string, md5: string): void {
    const sql = 'INSERT OR REPLACE INTO trees (key, fingerprint, md5) VALUES (?, ?, ?)';
    this.#guarded(() => void this.#open().prepare(sql).run(key, fingerprint, md5), undefined);
  }

  /** Paths that were noted as outputs. */
  outputs(): string[] {
    return this.#guarded(() => {
      const rows = this.#open().prepare('SELECT path FROM outputs').all() as unknown as { path: string }[];
      return rows.map(({ path }) => path);
    }, []);
  }

  /** Notes a path as an output, or takes that back. */
  noteOutput(path: string, isOutput: boolean): void {
    const statement = isOutput ? 'INSERT OR IGNORE INTO outputs (path) VALUES (?)' : 'DELETE FROM outputs WHERE path = ?';
    this.#guarded(() => void this.#open().prepare(statement).run(path), undefined);
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#close();
  }

  /** A database that doesn't work is removed once; if that doesn't help, this process goes without an index. */
  #guarded<T>(work: () => T, otherwise: T): T {
    if (this.#broken) {
      return otherwise;
    }
    try {
      return work();
    } catch (error) {
      if (isBusy(error)) {
        return otherwise;
      }
      this.#close();
      removeDatabase(this.#file);
      try {
        return work();
      } catch {
        this.#broken = true;
        return otherwise;
      }
    }
  }

  #loadPacked(key: string): PackedRows | undefined {
    return this.#guarded(() => {
      const row = this.#open().prepare('SELECT names, stamps, digests FROM hashes WHERE key = ?').get(key);
      return row as unknown as PackedRows | undefined;
    }, undefined);
  }

  #write(folders: readonly (readonly [string, PackedRows])[]): void {
    const database = this.#open();
    database.exec('BEGIN IMMEDIATE');
    try {
      const statement = database.prepare('INSERT OR REPLACE INTO hashes (key, names, stamps, digests) VALUES (?, ?, ?, ?)');
      for (const [key, { names, stamps, digests }] of folders) {
        statement.run(key, names, stamps, digests);
      }
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  #open(): DatabaseSync {
    if (this.#database === undefined) {
      mkdirSync(dirname(this.#file), { recursive: true });
      const { DatabaseSync: Database } = loadSqlite();
      const database = new Database(this.#file);
      this.#database = database;
      database.exec(`PRAGMA busy_timeout = ${busyMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`);
      const version = database.prepare('PRAGMA user_version').get() as { user_version: number };
      if (version.user_version !== schemaVersion) {
        database.exec(`
          DROP TABLE IF EXISTS files;
          DROP TABLE IF EXISTS hashes;
          DROP TABLE IF EXISTS outputs;
          DROP TABLE IF EXISTS seen;
          DROP TABLE IF EXISTS trees;
          CREATE TABLE hashes (key TEXT PRIMARY KEY, names TEXT NOT NULL, stamps BLOB NOT NULL, digests TEXT NOT NULL) STRICT;
          CREATE TABLE outputs (path TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
          CREATE TABLE seen (tree TEXT PRIMARY KEY, times BLOB NOT NULL) STRICT;
          CREATE TABLE trees (key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, md5 TEXT NOT NULL) WITHOUT ROWID, STRICT;
          PRAGMA user_version = ${schemaVersion};
        `);
      }
    }
    return this.#database;
  }

  #close(): void {
    const database = this.#database;
    this.#database = undefined;
    try {
      database?.close();
    } catch {
      // a corrupt database may refuse even this, and it is about to be removed
    }
  }
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === sqliteBusy;
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      rmSync(`${file}${suffix}`, { force: true });
    } catch {
      // left as it is: the second attempt to open tells whether it matters
    }
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { loadSqlite } from './load-sqlite.ts';

/** What must be the same for a file to count as unchanged. Times are milliseconds with fractions. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** What a file hashed to when it had that stamp. */
export interface IndexRow extends FileStamp {
  readonly path: string;
  /** md5, or of DVC 2's text hash with the prefix `d2u:`. */
  readonly digest: string;
}

const schemaVersion = 2;
const busyMilliseconds = 5000;

/**
 * The hashes of files seen before, in a database outside the repository. It is a cache: when it is lost,
 * corrupt or of another version, it is made anew and files are read once more.
 */
export class HashIndex implements Disposable {
  readonly #file: string;
  #database: DatabaseSync | undefined;
  #broken = false;
  #select: StatementSync | undefined;

  /** The index of the repository at `root` under the user's cache folder. */
  constructor(cacheFolder: string, root: string) {
    this.#file = join(cacheFolder, 'index', `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.sqlite`);
  }

  /** The rows of a file, or of all files below a folder, by path from the root. */
  load(path: string): Map<string, IndexRow> {
    return this.#guarded(() => {
      const database = this.#open();
      this.#select ??= database.prepare(
        'SELECT path, size, mtime AS mtimeMs, ino, digest FROM files WHERE path = ? OR (path >= ? AND path < ?)',
      );
      const rows = this.#select.all(path, `${path}/`, `${path}0`) as unknown as IndexRow[];
      return new Map(rows.map((row) => [row.path, row]));
    }, new Map<string, IndexRow>());
  }

  /** Adds or replaces rows in one transaction. */
  save(rows: readonly IndexRow[]): void {
    if (rows.length === 0) {
      return;
    }
    this.#guarded(() => {
      const database = this.#open();
      const insert = database.prepare('INSERT OR REPLACE INTO files (path, size, mtime, ino, digest) VALUES (?, ?, ?, ?, ?)');
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const row of rows) {
          insert.run(row.path, row.size, row.mtimeMs, row.ino, row.digest);
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    }, undefined);
  }

  /** Paths that were noted as outputs. */
  outputs(): string[] {
    return this.#guarded(
      () => (this.#open().prepare('SELECT path FROM outputs').all() as unknown as { path: string }[]).map(({ path }) => path),
      [],
    );
  }

  /** Notes a path as an output, or takes that back. */
  noteOutput(path: string, isOutput: boolean): void {
    const statement = isOutput ? 'INSERT OR IGNORE INTO outputs (path) VALUES (?)' : 'DELETE FROM outputs WHERE path = ?';
    this.#guarded(() => void this.#open().prepare(statement).run(path), undefined);
  }

  [Symbol.dispose](): void {
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
          CREATE TABLE files (path TEXT PRIMARY KEY, size REAL, mtime REAL, ino REAL, digest TEXT NOT NULL) WITHOUT ROWID, STRICT;
          DROP TABLE IF EXISTS outputs;
          CREATE TABLE outputs (path TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
          PRAGMA user_version = ${schemaVersion};
        `);
      }
    }
    return this.#database;
  }

  #close(): void {
    const database = this.#database;
    this.#database = undefined;
    this.#select = undefined;
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

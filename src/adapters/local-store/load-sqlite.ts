import type * as sqlite from 'node:sqlite';

type NodeSqlite = typeof sqlite;

let loaded: NodeSqlite | undefined;

/** Loads `node:sqlite` when it is first needed, without the notice that it is experimental; other warnings pass. */
export function loadSqlite(): NodeSqlite {
  if (loaded === undefined) {
    const emit = process.emitWarning.bind(process);
    process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
      if (!String(warning).includes('SQLite')) {
        Reflect.apply(emit, process, [warning, ...rest]);
      }
    };
    try {
      loaded = process.getBuiltinModule('node:sqlite');
    } finally {
      process.emitWarning = emit;
    }
  }
  return loaded;
}

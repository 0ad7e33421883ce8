/**
 * Preloaded into a process under test: whenever that adds or removes an object of the cache TRIED_CACHE, or the note of a
 * merged list, another process tries to take the cache's lock. The file TRIED_LOG gets a line each: `busy` or `free`, and
 * the path from the cache.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative } from 'node:path';

const cache = process.env['TRIED_CACHE'] ?? '';
const log = process.env['TRIED_LOG'] ?? '';
const program = "new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')";

function tryLock(): string {
  const lock = join(cache, 'sightline/lock');
  const { status, stderr } = spawnSync(process.execPath, ['-e', program, lock], { env: {}, encoding: 'utf8' });
  return status === 0 ? 'free' : stderr.includes('database is locked') ? 'busy' : stderr;
}

function wrap(name: 'renameSync' | 'rmSync', at: number): void {
  const original = fs[name] as (...args: unknown[]) => unknown;
  Reflect.set(fs, name, (...args: unknown[]) => {
    const path = relative(cache, String(args[at]));
    if (/^(?:files\/md5|sightline\/merged)\//.test(path)) {
      fs.appendFileSync(log, `${tryLock()} ${path}\n`);
    }
    return Reflect.apply(original, fs, args);
  });
}

wrap('renameSync', 1);
wrap('rmSync', 0);
syncBuiltinESMExports();

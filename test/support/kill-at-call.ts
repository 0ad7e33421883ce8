/**
 * Preloaded into a process under test: kills it with SIGKILL at the call of the file system whose number is in KILL_AT,
 * counting those that change something. A write or copy is killed when half of it is done. With KILL_COUNT set to a file,
 * the number of all calls is written there at the end instead. Threads are preloaded, too, and count together.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

const names = [
  'writeFileSync',
  'copyFileSync',
  'renameSync',
  'linkSync',
  'symlinkSync',
  'rmSync',
  'rmdirSync',
  'unlinkSync',
  'mkdirSync',
  'chmodSync',
  'writeSync',
  'utimesSync',
] as const;
const asyncNames = ['writeFile', 'copyFile', 'rename', 'link', 'symlink', 'rm', 'rmdir', 'unlink', 'mkdir', 'chmod', 'open'] as const;

type Call = (...args: unknown[]) => unknown;

const killAt = Number(process.env['KILL_AT'] ?? 0);
const { writeFileSync, copyFileSync, truncateSync, statSync } = fs;
const shared = isMainThread ? new SharedArrayBuffer(4) : (getEnvironmentData('calls') as SharedArrayBuffer);
setEnvironmentData('calls', shared);
const calls = new Int32Array(shared);

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) {
    // the signal ends this
  }
}

function isNow(): boolean {
  return Atomics.add(calls, 0, 1) + 1 === killAt;
}

/** Does half of a write or copy. */
function doHalf(name: string, [from, to]: readonly unknown[]): void {
  if (name.startsWith('writeFile') && typeof from === 'string' && (typeof to === 'string' || to instanceof Uint8Array)) {
    writeFileSync(from, to.slice(0, to.length / 2));
  } else if (name.startsWith('copyFile') && typeof from === 'string' && typeof to === 'string') {
    copyFileSync(from, to);
    truncateSync(to, Math.floor(statSync(from).size / 2));
  }
}

function wrap(holder: object, name: string): void {
  const original = Reflect.get(holder, name) as Call;
  Reflect.set(holder, name, (...args: unknown[]) => {
    if (isNow()) {
      doHalf(name, args);
      die();
    }
    return Reflect.apply(original, holder, args);
  });
}

names.forEach((name) => wrap(fs, name));
asyncNames.forEach((name) => wrap(fs.promises, name));
syncBuiltinESMExports();

const countFile = process.env['KILL_COUNT'];
if (countFile !== undefined && isMainThread) {
  process.on('exit', () => writeFileSync(countFile, String(calls[0])));
}

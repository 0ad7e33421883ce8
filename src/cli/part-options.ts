import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { asReadError } from '../adapters/local-store/file-errors.ts';
import { type FilePart, listedPart, shardPart } from '../core/data/file-part.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { isAbsence } from '../core/system-code.ts';

/** The flags of a worker that needs a part of the data. */
export interface PartFlags {
  readonly shard?: string;
  readonly filesFrom?: string;
}

/** A part as asked for; of a list also which lines named nothing. */
export type AskedPart = FilePart & { unseen?(): readonly string[] };

const maxListBytes = 1 << 30;

/** Declares `--shard` and `--files-from`. */
export function addPartOptions(command: Command): Command {
  return command
    .option('--shard <i/n>', 'of every folder only part i of n; the n parts are disjoint and complete')
    .option('--files-from <file>', 'only the files and folders that a file lists, one a line, from the root');
}

/** Reads the flags. Throws `invalid-option`, `missing-file`, `forbidden-path`. */
export async function partFrom(cwd: string, { shard, filesFrom }: PartFlags): Promise<AskedPart | undefined> {
  const sharded = shard === undefined ? undefined : shardPart(shard);
  const listed = filesFrom === undefined ? undefined : listedPart(await readList(resolve(cwd, filesFrom), filesFrom), filesFrom);
  if (sharded === undefined || listed === undefined) {
    return sharded ?? listed;
  }
  return {
    name: `${sharded.name} of ${listed.name}`,
    touches: (path) => listed.touches(path),
    accepts: (path, relpath) => listed.accepts(path, relpath) && sharded.accepts(path, relpath),
    unseen: () => listed.unseen(),
  };
}

async function readList(file: string, shown: string): Promise<string> {
  try {
    if ((await stat(file)).size > maxListBytes) {
      throw new SightlineError('file-too-large', `'${shown}' is larger than ${maxListBytes} bytes`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    throw isAbsence(error)
      ? new SightlineError('missing-file', `'${shown}', the list of files, does not exist`)
      : asReadError(error, shown);
  }
}

/**
 * A line that names no tracked file is a mistake that training on less data would hide. Of folders whose own list of
 * files could not be had, nobody knows what lies in them.
 */
export function refuseUnseen(part: AskedPart | undefined, unlisted: readonly string[], allowMissing = false): void {
  const unseen = part?.unseen?.() ?? [];
  const folderOf = (line: string): string | undefined => unlisted.find((folder) => isWithin(line, folder));
  const unknown = unseen.filter((line) => folderOf(line) === undefined);
  if (unknown[0] !== undefined) {
    throw new SightlineError('unknown-target', `${countLines(unknown, 'names', 'name')} no tracked file`);
  }
  if (unseen[0] !== undefined && !allowMissing) {
    const lines = countLines(unseen, 'is', 'are');
    throw new SightlineError(
      'remote-data-missing',
      `${lines} not to be found, since what '${folderOf(unseen[0])}' holds is listed neither in the cache nor at the remote`,
    );
  }
}

function countLines([first, ...others]: readonly string[], one: string, many: string): string {
  const more = others.length === 0 ? '' : ` and ${others.length} other line${others.length > 1 ? 's' : ''}`;
  return `'${first}'${more} of the list ${others.length === 0 ? one : many}`;
}

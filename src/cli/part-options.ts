import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type FilePart, listedPart, shardPart } from '../core/data/file-part.ts';
import { SightlineError } from '../core/errors.ts';

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
    throw error instanceof SightlineError ? error : new SightlineError('missing-file', `'${shown}' could not be read: ${String(error)}`);
  }
}

/** A line that names no tracked file is a mistake that training on less data would hide. */
export function refuseUnseen(part: AskedPart | undefined): void {
  const unseen = part?.unseen?.() ?? [];
  if (unseen[0] !== undefined) {
    const others = unseen.length > 1 ? ` and ${unseen.length - 1} other lines` : '';
    throw new SightlineError('unknown-target', `'${unseen[0]}'${others} of the list name no tracked file`);
  }
}

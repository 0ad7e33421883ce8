import pMap from 'p-map';
import { type DirEntry, isDirEntry } from '../core/data/dir-object.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import type { SourceFile, SourceState } from '../core/data/import-source.ts';
import { nameClash } from '../core/data/name-clash.ts';
import { pathBelow } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { ImportSource } from '../core/import-ports.ts';
import type { Progress } from '../core/ports.ts';
import type { ImportSink } from './import-sink.ts';
import type { Project } from './project.ts';

/** How an import's files are fetched. */
export interface FetchImportOptions {
  readonly jobs: number | undefined;
  readonly signal: AbortSignal;
}

/** What a source holds. Throws `missing-file` when that is nothing. */
export async function stateOf(source: ImportSource, from: string, signal: AbortSignal): Promise<SourceState> {
  const state = await source.state(signal);
  if (state === undefined) {
    throw new SightlineError('missing-file', `'${from}' does not exist`, { hint: 'Check the url or path.' });
  }
  return state;
}

/** Downloads what a source holds, each file hashed while it is written. Throws `remote-failed` if it changes meanwhile. */
export async function fetchImport(
  project: Pick<Project, 'console'>,
  sink: ImportSink,
  source: ImportSource,
  state: SourceState,
  from: string,
  { jobs, signal }: FetchImportOptions,
): Promise<HashInfo> {
  refuseNames(state, from);
  const bytes = state.files.every((file) => file.size !== undefined) ? sum(state.files.map((file) => file.size ?? 0)) : undefined;
  using progress = project.console.progress(`Importing ${from}`, state.files.length, bytes);
  const kept = await pMap(state.files, async (file) => fetchFile(sink, source, file, from, progress, signal), {
    concurrency: jobs ?? source.concurrency,
    signal,
  });
  const [first] = kept;
  if (!state.isFolder && first !== undefined) {
    return { md5: first.entry.md5, hash: 'md5', size: first.size };
  }
  const entries = kept.map(({ entry }) => entry);
  const md5 = await sink.keepFolder(entries);
  const size = sum(kept.map((file) => file.size));
  return { md5, hash: 'md5', size, nfiles: entries.length };
}

async function fetchFile(
  sink: ImportSink,
  source: ImportSource,
  file: SourceFile,
  from: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ entry: DirEntry; size: number }> {
  const kept = await sink.keep(async (temporary) =>
    source.download(file, temporary, { signal, onBytes: (count) => progress.advance(0, count) }),
  );
  if (kept === undefined) {
    throw new SightlineError('remote-failed', `'${pathBelow(from, file.relpath)}' changed while it was imported`);
  }
  progress.advance(1);
  return { entry: { md5: kept.md5, relpath: file.relpath }, size: kept.size };
}

const anyHash = '0'.repeat(32);

/** Names come from elsewhere, and files are written by them. */
function refuseNames(state: SourceState, from: string): void {
  const entries = state.files.map(({ relpath }): DirEntry => ({ relpath, md5: anyHash }));
  if (!state.isFolder) {
    return;
  }
  const clash = nameClash(entries);
  if (clash !== undefined) {
    throw new SightlineError('forbidden-path', `'${from}' has ${clash}, which no folder can hold`, {
      hint: 'Rename one of them there, or import files or folders of it one by one.',
    });
  }
  if (!entries.every(isDirEntry)) {
    throw new SightlineError('forbidden-path', `'${from}' has files with names that can't be written, such as ones with '..'`, {
      hint: 'Import files or folders of it one by one.',
    });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, count) => total + count, 0);
}

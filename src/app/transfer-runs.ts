import type { RunCacheFile } from '../core/data-ports.ts';
import {
  entryOfRecord,
  isRunCacheKey,
  isRunEntryKey,
  maxRunEntryBytes,
  recordOfEntry,
  runCacheAddress,
  runCacheFolders,
  runsOfKey,
} from '../core/pipeline/run-cache.ts';
import { markUntrusted, parseRunRecord } from '../core/pipeline/run-record.ts';
import type { Place, Remote } from '../core/remote-ports.ts';
import { placesOf } from './placed-remotes.ts';
import type { Project } from './project.ts';
import { readBounded } from './read-bounded.ts';
import { parseRunEntry } from './run-entry.ts';
import type { RunCheck } from './run-check.ts';
import { keysOf } from './remote-presence.ts';
import { keepsVersions } from './versioned-files.ts';
import { poolFor, refuseFailures, transferEach } from './transfer-pool.ts';

/** How runs are moved. */
export interface RunTransfer {
  readonly jobs: number | undefined;
  readonly signal: AbortSignal;
  /** What of the trusted place is fetched; everything without it. */
  readonly check?: RunCheck | undefined;
}

/**
 * Sends the run cache's entries that the remote lacks, each after our record of it; answers how many entries. A record of
 * a run that was made again meanwhile replaces the older one. A remote with versions keeps no runs, as with DVC.
 */
export async function pushRuns(project: Project, remote: Remote, options: RunTransfer): Promise<number> {
  const files = keepsVersions(remote) ? [] : await pushableRuns(project, remote);
  if (files.length === 0) {
    return 0;
  }
  const present = await runKeysAt(remote, options.signal);
  const sending = files.filter(({ key }) => !isRunEntryKey(key) || !present.has(key));
  let pushed = 0;
  const send = async ({ key, path }: (typeof files)[number]): Promise<void> => {
    if (!present.has(key) || !(await isSame(project, remote, key, path))) {
      await remote.storage.upload(path, key, { signal: options.signal });
      pushed += Number(isRunEntryKey(key));
    }
  };
  const records = sending.filter(({ key }) => !isRunEntryKey(key));
  const result = await transferEach([...records, ...sending.filter(({ key }) => isRunEntryKey(key))], send, poolFor(remote, options));
  refuseFailures('pushed', [result]);
  return pushed;
}

/** The trusted place gets no run that a pull request made, whoever pushes. */
async function pushableRuns({ runCache, workspace }: Project, remote: Remote): Promise<readonly RunCacheFile[]> {
  const files = await runCache.files();
  if (remote.maker !== undefined) {
    return files;
  }
  const untrusted = new Set<string>();
  for (const { key, path } of files.filter((file) => !isRunEntryKey(file.key))) {
    const bytes = await workspace.readBytes(path, maxRunEntryBytes);
    if (parseRunRecord(bytes && new TextDecoder().decode(bytes))?.maker !== undefined) {
      untrusted.add(key).add(entryOfRecord(key));
    }
  }
  return files.filter(({ key }) => !untrusted.has(key));
}

async function isSame({ workspace }: Project, { storage }: Remote, key: string, path: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all([workspace.readBytes(path, maxRunEntryBytes), storage.read(key, maxRunEntryBytes)]);
  return ours !== undefined && theirs !== undefined && Buffer.compare(ours, theirs) === 0;
}

/** Brings the entries and records that this machine lacks, from every place that is read. What is here already stays as it is. */
export async function fetchRuns(project: Project, remote: Remote, options: RunTransfer): Promise<void> {
  if (keepsVersions(remote)) {
    return;
  }
  for (const place of placesOf(remote)) {
    const present = new Set((await project.runCache.files()).map(({ key }) => key));
    const absent = [...(await runKeysAt(place, options.signal))].filter((key) => !present.has(key));
    const bring = async (key: string): Promise<void> => {
      const content = asOf(place, key, await place.storage.read(key, maxRunEntryBytes));
      if (content !== undefined && (await isLetIn(place, key, content, options.check))) {
        await project.runCache.receive(key, content);
      }
    };
    const result = await transferEach(absent, bring, poolFor(remote, options));
    refuseFailures('fetched', [result]);
  }
}

/** Entries without a record are reused by DVC alone, so it is records that have to be signed. */
async function isLetIn({ maker, storage }: Place, key: string, content: Uint8Array, check: RunCheck | undefined): Promise<boolean> {
  if (maker !== undefined || check === undefined || isRunEntryKey(key)) {
    return true;
  }
  const entryKey = entryOfRecord(key);
  const entry = await readBounded(storage, entryKey, maxRunEntryBytes);
  return entry !== undefined && check(storage, entryKey, entry, new TextDecoder().decode(content));
}

/** A record says by whom it is: not what its author wrote there, but the place that it lay in. */
function asOf({ maker }: Place, key: string, content: Uint8Array | undefined): Uint8Array | undefined {
  if (maker === undefined || content === undefined || isRunEntryKey(key)) {
    return content;
  }
  const record = markUntrusted(new TextDecoder().decode(content), maker);
  return record === undefined ? undefined : new TextEncoder().encode(record);
}

/** More runs with one key than that aren't looked at. */
const maxRunsOfKey = 100;
/** Of a pull request not even so many bytes are read as of a trusted run: both name files and folders alone. */
const maxUntrustedBytes = 4 << 20;

/**
 * Brings what one place knows of the runs with a key; answers whether there was any. Records of the trusted place replace
 * others, and those of a pull request replace other pull requests'.
 */
export async function fetchRunsOf(project: Project, { maker, storage }: Place, runKey: string, check?: RunCheck): Promise<boolean> {
  const keys: string[] = [];
  for await (const page of keysOf(storage, runsOfKey(runKey))) {
    keys.push(...page.filter(isRunEntryKey));
    if (keys.length >= maxRunsOfKey) {
      break;
    }
  }
  const mostBytes = maker === undefined ? maxRunEntryBytes : maxUntrustedBytes;
  const kept = new Map((await project.runCache.list(runKey)).map((entry) => [entry.value, entry]));
  for (const key of keys.slice(0, maxRunsOfKey)) {
    const value = key.slice(key.lastIndexOf('/') + 1);
    const read = async (file: string): Promise<string | undefined> => readBounded(storage, file, mostBytes);
    const [entry, written] = await Promise.all([read(key), read(recordOfEntry(key))]);
    const record = written === undefined || maker === undefined ? written : markUntrusted(written, maker);
    const before = kept.get(value);
    const isTrustedHere = before !== undefined && parseRunRecord(before.record)?.maker === undefined;
    const isMeant =
      maker === undefined
        ? check === undefined || (entry !== undefined && record !== undefined && (await check(storage, key, entry, record)))
        : record !== undefined && !isTrustedHere && isAddressed(entry, runKey, value);
    if (entry !== undefined && isMeant) {
      await project.runCache.write(runKey, value, entry, record);
    }
  }
  return keys.length > 0;
}

/** Whether an entry is the one that its name says: a pull request could leave another under the name of a trusted one. */
function isAddressed(text: string | undefined, runKey: string, value: string): boolean {
  const run = text === undefined ? undefined : parseRunEntry(text, 'run');
  const address = run && runCacheAddress(run);
  return address?.key === runKey && address.value === value;
}

async function runKeysAt({ storage }: Pick<Place, 'storage'>, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const folder of runCacheFolders) {
    for await (const page of keysOf(storage, folder, signal)) {
      page.filter(isRunCacheKey).forEach((key) => keys.add(key));
    }
  }
  return keys;
}

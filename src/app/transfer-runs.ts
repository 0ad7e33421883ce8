import { isRunCacheKey, isRunEntryKey, maxRunEntryBytes, runCacheFolders } from '../core/pipeline/run-cache.ts';
import type { Remote } from '../core/remote-ports.ts';
import type { Project } from './project.ts';
import { keysOf } from './remote-presence.ts';
import { keepsVersions } from './versioned-files.ts';
import { poolFor, refuseFailures, transferEach } from './transfer-pool.ts';

/** How runs are moved. */
export interface RunTransfer {
  readonly jobs: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends the run cache's entries that the remote lacks, each after our record of it; answers how many entries. A record of
 * a run that was made again meanwhile replaces the older one. A remote with versions keeps no runs, as with DVC.
 */
export async function pushRuns(project: Project, remote: Remote, options: RunTransfer): Promise<number> {
  const files = keepsVersions(remote) ? [] : await project.runCache.files();
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

async function isSame({ workspace }: Project, { storage }: Remote, key: string, path: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all([workspace.readBytes(path, maxRunEntryBytes), storage.read(key, maxRunEntryBytes)]);
  return ours !== undefined && theirs !== undefined && Buffer.compare(ours, theirs) === 0;
}

/** Brings the entries and records that this machine lacks. What is here already stays as it is. */
export async function fetchRuns(project: Project, remote: Remote, options: RunTransfer): Promise<void> {
  if (keepsVersions(remote)) {
    return;
  }
  const present = new Set((await project.runCache.files()).map(({ key }) => key));
  const absent = [...(await runKeysAt(remote, options.signal))].filter((key) => !present.has(key));
  const bring = async (key: string): Promise<void> => {
    const content = await remote.storage.read(key, maxRunEntryBytes);
    if (content !== undefined) {
      await project.runCache.receive(key, content);
    }
  };
  const result = await transferEach(absent, bring, poolFor(remote, options));
  refuseFailures('fetched', [result]);
}

async function runKeysAt({ storage }: Remote, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const folder of runCacheFolders) {
    for await (const page of keysOf(storage, folder, signal)) {
      page.filter(isRunCacheKey).forEach((key) => keys.add(key));
    }
  }
  return keys;
}

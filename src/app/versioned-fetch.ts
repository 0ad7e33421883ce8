import pMap from 'p-map';
import { isFolderHash } from '../core/data/hash-info.ts';
import type { Remote } from '../core/remote-ports.ts';
import type { Project } from './project.ts';
import type { WantedContent } from './used-outputs.ts';
import { type VersionedFile, versionedFiles } from './versioned-files.ts';
import type { VersionedPushOptions } from './versioned-push.ts';

/** What came of a fetch from a remote with versions. */
export interface VersionedFetch {
  /** Files that came into the cache. */
  readonly fetched: number;
  /** Paths that the cache lacks and of which no version at this remote is recorded; folders that were never listed end in `/`. */
  readonly unversioned: readonly string[];
  /** Paths whose recorded version the remote doesn't have. */
  readonly missing: readonly string[];
}

/** Brings the recorded versions of outputs into the cache, whatever newer ones there are. */
export async function fetchVersions(
  project: Project,
  remote: Remote,
  outputs: readonly WantedContent[],
  options: VersionedPushOptions = {},
): Promise<VersionedFetch> {
  const { data, transfers } = project;
  const unversioned: string[] = [];
  const wanted = new Map<string, VersionedFile>();
  for (const output of outputs) {
    const files = await versionedFiles(data, remote.name, output);
    if (files === undefined) {
      unversioned.push(`${output.path}/`);
    }
    for (const file of files ?? []) {
      const key = `${file.hash} ${file.md5}`;
      wanted.set(key, wanted.get(key)?.recorded === undefined ? file : (wanted.get(key) ?? file));
    }
  }
  const absent = (await transfers.absent([...wanted.values()])).flatMap(({ hash, md5 }) => wanted.get(`${hash} ${md5}`) ?? []);
  unversioned.push(...absent.filter((file) => file.recorded === undefined).map((file) => file.path));
  const missing = await download(project, remote, absent, options);
  await keepLists(project, outputs);
  const fetched = absent.filter((file) => file.recorded !== undefined).length - missing.length;
  return { fetched, unversioned: unversioned.toSorted(), missing: missing.toSorted() };
}

/** Answers the paths that the remote doesn't have in the recorded version. */
async function download(
  { console, transfers }: Project,
  { storage }: Remote,
  files: readonly VersionedFile[],
  { concurrency, signal }: VersionedPushOptions,
): Promise<string[]> {
  using progress = console.progress(`Fetching from ${storage.url}`, files.length);
  const aborting = signal === undefined ? {} : { signal };
  const missing: string[] = [];
  const receive = async (file: VersionedFile): Promise<void> => {
    const versionId = file.recorded?.versionId;
    if (versionId === undefined) {
      return;
    }
    const onBytes = (bytes: number): void => progress.advance(0, bytes);
    const isThere = await transfers.receive(file, async (temporary) =>
      storage.download(file.path, temporary, { versionId, onBytes, ...aborting }),
    );
    if (!isThere) {
      missing.push(file.path);
    }
    progress.advance();
  };
  await pMap(files, receive, { concurrency: concurrency ?? storage.concurrency, ...aborting });
  return missing;
}

/** DVC wants a folder's .dir object in the cache, and the remote has none. */
async function keepLists({ data, transfers }: Project, outputs: readonly WantedContent[]): Promise<void> {
  for (const { info } of outputs) {
    if (isFolderHash(info.md5) && info.files !== undefined && info.hash === 'md5' && transfers.locate(info) === undefined) {
      await data.keepFolder((await data.entries(info)) ?? []);
    }
  }
}

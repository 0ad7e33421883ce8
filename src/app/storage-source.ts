import pMap from 'p-map';
import type { SourceFile, SourceState } from '../core/data/import-source.ts';
import { pathBelow } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { ImportSource } from '../core/import-ports.ts';
import type { RemoteFile, RemoteStorage } from '../core/remote-ports.ts';
import { filesBelow } from './remote-objects.ts';

/** An object of a bucket, or all below a key, as data to import. */
export function createStorageSource(storage: RemoteStorage, key: string, isVersioned: boolean): ImportSource {
  return {
    concurrency: storage.concurrency,
    state: async (signal) => {
      const single = await storage.find(key);
      if (single !== undefined) {
        return describe([toSourceFile(storage, single, '', isVersioned)], false, isVersioned);
      }
      const found = await filesBelow(storage, key, signal);
      if (found.length === 0) {
        return undefined;
      }
      const files = isVersioned ? await withVersions(storage, found) : found;
      return describe(
        files.map((file) => toSourceFile(storage, file, file.key.slice(key.length + 1), isVersioned)),
        true,
        isVersioned,
      );
    },
    download: async (file, target, options = {}) => {
      const version = file.versionId === undefined ? {} : { versionId: file.versionId };
      const downloaded = await storage.download(pathBelow(key, file.relpath), target, { ...options, ...version });
      return downloaded?.etag === undefined || downloaded.etag === file.token ? downloaded : undefined;
    },
  };
}

function describe(files: readonly SourceFile[], isFolder: boolean, isVersioned: boolean): SourceState {
  return { tokenName: 'etag', isFolder, isVersioned, files };
}

/** Lists don't tell versions. */
async function withVersions(storage: RemoteStorage, files: readonly RemoteFile[]): Promise<readonly RemoteFile[]> {
  const found = await pMap(files, async (file) => storage.find(file.key), { concurrency: storage.concurrency });
  return found.filter((file) => file !== undefined);
}

function toSourceFile(storage: RemoteStorage, file: RemoteFile, relpath: string, isVersioned: boolean): SourceFile {
  const { key, size, etag, versionId } = file;
  if (etag === undefined || (isVersioned && versionId === undefined)) {
    throw new SightlineError('remote-failed', `${storage.url} tells no ${etag === undefined ? 'etag' : 'version'} of '${key}'`, {
      hint: 'A source is asked for by version only where its bucket keeps versions.',
    });
  }
  return { relpath, token: etag, size, ...(isVersioned && versionId !== undefined ? { versionId } : {}) };
}

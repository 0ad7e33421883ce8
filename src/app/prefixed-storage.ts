import { leadsOut } from '../core/data/remote-key.ts';
import { SightlineError } from '../core/errors.ts';
import type { RemoteFile, RemoteStorage } from '../core/remote-ports.ts';

/** What lies below a prefix (which ends in `/`) of a storage, as a storage of its own: no key leads out of it. */
export function prefixedStorage(storage: RemoteStorage, prefix: string): RemoteStorage {
  const full = (key: string): string => {
    if (leadsOut(key)) {
      throw new SightlineError('internal', `the key '${key}' leads out of '${prefix}'`);
    }
    return `${prefix}${key}`;
  };
  const own = (key: string): string => key.slice(prefix.length);
  const ownFile = (file: RemoteFile): RemoteFile => ({ ...file, key: own(file.key) });
  return {
    url: `${storage.url}/${prefix.slice(0, -1)}`,
    concurrency: storage.concurrency,
    async *list(start, signal) {
      for await (const files of storage.list(full(start), signal)) {
        yield files.map(ownFile);
      }
    },
    ...(storage.listKeys === undefined
      ? {}
      : {
          async *listKeys(start: string, signal?: AbortSignal) {
            for await (const keys of storage.listKeys?.(full(start), signal) ?? []) {
              yield keys.map(own);
            }
          },
        }),
    find: async (key, versionId) => {
      const file = await storage.find(full(key), versionId);
      return file && ownFile(file);
    },
    upload: async (source, key, options) => {
      const file = await storage.upload(source, full(key), options);
      return file && ownFile(file);
    },
    download: async (key, target, options) => storage.download(full(key), target, options),
    read: async (key, maxBytes) => storage.read(full(key), maxBytes),
    write: async (key, content, options) => storage.write(full(key), content, options),
    remove: async (keys) => storage.remove(keys.map(full)),
  };
}

import pMap from 'p-map';
import { folderKeys, type ObjectId, parseObjectKey } from '../core/data/object-key.ts';
import { maxRunEntryBytes } from '../core/pipeline/run-cache.ts';
import type { RemoteFile, RemoteStorage } from '../core/remote-ports.ts';
import { rememberedOutputs } from './remembered-outputs.ts';

/** An object as a remote lists it. */
export interface RemoteObject {
  readonly object: ObjectId;
  readonly size: number;
  readonly modified: number | undefined;
}

/** Every object of a remote; its folders are listed side by side. Files that are named as no object is are left out. */
export async function listRemote(storage: RemoteStorage, jobs: number | undefined): Promise<readonly RemoteObject[]> {
  const found: RemoteObject[] = [];
  await pMap(
    folderKeys,
    async (folder) => {
      for await (const files of storage.list(folder)) {
        for (const { key, size, modified } of files) {
          const object = parseObjectKey(key);
          if (object !== undefined) {
            found.push({ object, size, modified });
          }
        }
      }
    },
    { concurrency: jobs ?? storage.concurrency },
  );
  return found;
}

/** The files below a key, without those objects that mark empty folders, as consoles make them. */
export async function filesBelow(storage: RemoteStorage, key: string, signal?: AbortSignal): Promise<readonly RemoteFile[]> {
  const files: RemoteFile[] = [];
  for await (const page of storage.list(`${key}/`, signal)) {
    files.push(...page.filter((file) => !file.key.endsWith('/')));
  }
  return files;
}

/** The md5 of what the runs made that a remote's run cache remembers. */
export async function rememberedAt(storage: RemoteStorage, jobs: number | undefined): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const files of storage.list('runs/')) {
    keys.push(...files.filter(({ size }) => size <= maxRunEntryBytes).map(({ key }) => key));
  }
  const outputs = await pMap(
    keys,
    async (key) => {
      const bytes = await storage.read(key, maxRunEntryBytes);
      return bytes === undefined ? [] : rememberedOutputs(Buffer.from(bytes).toString('utf8'));
    },
    { concurrency: jobs ?? storage.concurrency },
  );
  return outputs.flat();
}

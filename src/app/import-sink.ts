import { type DirEntry, hashDirObject, writeDirObject } from '../core/data/dir-object.ts';
import { objectKey } from '../core/data/object-key.ts';
import type { Downloaded, RemoteStorage } from '../core/remote-ports.ts';
import type { Project } from './project.ts';

/** Where imported files go, each when its hash is known. */
export interface ImportSink {
  /** Lets `fill` write a new file and takes it; undefined when `fill` answers undefined. */
  keep(fill: (temporary: string) => Promise<Downloaded | undefined>): Promise<Downloaded | undefined>;
  /** Takes the list of a folder's files, which it has all; answers the folder's hash. */
  keepFolder(entries: readonly DirEntry[]): Promise<string>;
}

/** Keeps imported files in the cache. */
export function cacheSink({ transfers, data }: Project): ImportSink {
  return { keep: async (fill) => transfers.receiveNew(fill), keepFolder: async (entries) => data.keepFolder(entries) };
}

/** Sends imported files to a remote as they come, for data that this machine has no room for. */
export function remoteSink({ transfers }: Project, storage: RemoteStorage): ImportSink {
  return {
    keep: async (fill) => {
      let sent: Downloaded | undefined;
      await transfers.receiveNew(async (temporary) => {
        sent = await fill(temporary);
        if (sent !== undefined) {
          await storage.upload(temporary, objectKey({ md5: sent.md5, hash: 'md5' }), { ifAbsent: true });
        }
        return undefined; // the cache keeps nothing
      });
      return sent;
    },
    keepFolder: async (entries) => {
      const list = writeDirObject(entries);
      const md5 = hashDirObject(list);
      await storage.write(objectKey({ md5, hash: 'md5' }), Buffer.from(list), { ifAbsent: true });
      return md5;
    },
  };
}

/** Where the data of a command goes: to a remote if one was asked for, else to the cache. */
export async function openSink(project: Project, toRemote: { readonly name: string | undefined } | undefined): Promise<ImportSink> {
  return toRemote === undefined ? cacheSink(project) : remoteSink(project, (await project.remotes.open(toRemote.name)).storage);
}

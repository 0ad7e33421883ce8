import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashDirObject, whyNoDirObject } from '../../core/data/dir-object.ts';
import { isFolderHash } from '../../core/data/hash-info.ts';
import { folderKey, type ObjectId, parseObjectKey } from '../../core/data/object-key.ts';
import type { Downloaded, TransferCache } from '../../core/remote-ports.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Staging } from './atomic-write.ts';
import { protectedMode } from './file-mode.ts';
import { hashFile } from './hash-file.ts';
import { namesIn, objectFolders } from './object-folders.ts';
import type { ObjectCache } from './object-cache.ts';

/** From here on, listing the 256 folders is cheaper than asking for each object. */
const fewObjects = 1000;

/** DVC's cache folder as the end of a transfer. */
export function createTransferCache(folder: string, cache: ObjectCache, staging: Staging): TransferCache {
  return {
    locate: (object) => (cache.has(object.md5, object.hash) ? cache.path(object.md5, object.hash) : undefined),
    size: (object) => statSync(cache.path(object.md5, object.hash), { throwIfNoEntry: false })?.size,
    absent: async (objects) => {
      const likely = objects.length <= fewObjects ? new Set(objects) : await namedObjects(folder, objects);
      return objects.filter((object) => !likely.has(object) || !cache.has(object.md5, object.hash));
    },
    receive: async (object, fill) => {
      const place = async (): Promise<boolean> => placeReceived(cache.path(object.md5, object.hash), object, fill, staging);
      const isPlaced = await place().catch(async (error: unknown) => {
        if (error instanceof SightlineError && error.code === 'wrong-content') {
          return place(); // what broke on its way comes whole the next time; what is damaged where it lies doesn't
        }
        throw error;
      });
      cache.forget();
      return isPlaced;
    },
    receiveNew: async (fill) => {
      let received: Downloaded | undefined;
      await staging.placeWhere(folder, async (temporary) => {
        received = await fill(temporary);
        if (received === undefined) {
          return undefined;
        }
        chmodSync(temporary, protectedMode);
        return cache.path(received.md5, 'md5');
      });
      cache.forget();
      return received;
    },
    list: () => listObjects(folder),
    remove: async (objects) => {
      cache.forget();
      return objects.reduce((sum, object) => sum + removeFile(cache.path(object.md5, object.hash)), 0);
    },
  };
}

async function placeReceived(
  target: string,
  object: ObjectId,
  fill: (temporary: string) => Promise<Downloaded | undefined>,
  staging: Staging,
): Promise<boolean> {
  return staging.placeLater(target, async (temporary) => {
    const downloaded = await fill(temporary);
    if (downloaded !== undefined) {
      checkContent(object, downloaded, temporary);
      chmodSync(temporary, protectedMode);
    }
    return downloaded !== undefined;
  });
}

/** Those of the objects that a file in the cache is named for. */
async function namedObjects(folder: string, objects: readonly ObjectId[]): Promise<ReadonlySet<ObjectId>> {
  const named = new Set<ObjectId>();
  for (const [key, group] of Map.groupBy(objects, folderKey)) {
    const names = new Set(await namesIn(join(folder, key)));
    group.filter(({ md5 }) => names.has(md5.slice(2))).forEach((object) => named.add(object));
  }
  return named;
}

async function* listObjects(folder: string): AsyncIterable<readonly ObjectId[]> {
  for await (const { key, names } of objectFolders(folder)) {
    const objects = names.flatMap((name) => parseObjectKey(`${key}${name}`) ?? []);
    if (objects.length > 0) {
      yield objects;
    }
  }
}

/** A text of DVC 2 has its hash over other bytes than those that came; a folder's list must be one besides having the hash. */
function checkContent(object: ObjectId, downloaded: Downloaded, temporary: string): void {
  const refuse = (what: string): never => {
    throw new SightlineError('wrong-content', `what came as ${object.md5} ${what}, so it isn't kept`);
  };
  if (isFolderHash(object.md5)) {
    const content = readFileSync(temporary);
    if (hashDirObject(content) !== object.md5) {
      refuse(`has the hash ${hashDirObject(content)}`);
    }
    const why = whyNoDirObject(content);
    if (why !== undefined) {
      refuse(why);
    }
    return;
  }
  const actual = object.hash === 'md5' ? downloaded.md5 : hashFile(temporary, statSync(temporary).size, object.hash);
  if (actual !== object.md5) {
    refuse(`has the hash ${actual}`);
  }
}

function removeFile(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  rmSync(file, { force: true });
  return size;
}

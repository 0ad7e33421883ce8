import { type ObjectId, objectIn, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import type { RemoteStorage } from '../core/remote-ports.ts';
import { type PoolOptions, transferEach } from './transfer-pool.ts';

/** Up to here each object is asked for; from here on listing the folders that they would lie in is cheaper. */
const fewObjects = 128;

/**
 * Those of the objects that the remote has. Many are found by listing the (at most 256) folders `files/md5/xx/` that they
 * would lie in, side by side, so that a million objects cost as many questions as there are pages of names.
 */
export async function presentAt(storage: RemoteStorage, objects: ObjectSet, options: PoolOptions): Promise<ObjectSet> {
  const present = new ObjectSet();
  const work =
    objects.size <= fewObjects
      ? async (object: ObjectId) => (await storage.find(objectKey(object))) !== undefined && present.add(object)
      : undefined;
  const { first } =
    work === undefined
      ? await transferEach(objects.folders(), async (folder) => listInto(storage, folder, objects, present, options), options)
      : await transferEach(objects, work, options);
  if (first !== undefined) {
    throw first; // half an answer would be taken for objects that aren't there
  }
  return present;
}

async function listInto(
  storage: RemoteStorage,
  folder: string,
  wanted: ObjectSet,
  present: ObjectSet,
  { signal }: PoolOptions,
): Promise<void> {
  for await (const keys of keysOf(storage, folder, signal)) {
    for (const key of keys) {
      const object = objectIn(folder, key);
      if (wanted.has(object)) {
        present.add(object);
      }
    }
  }
}

/** The keys that start with a prefix, without sizes where those would cost more. */
export async function* keysOf(storage: RemoteStorage, prefix: string, signal?: AbortSignal): AsyncIterable<readonly string[]> {
  if (storage.listKeys !== undefined) {
    yield* storage.listKeys(prefix, signal);
    return;
  }
  for await (const files of storage.list(prefix, signal)) {
    yield files.map((file) => file.key);
  }
}

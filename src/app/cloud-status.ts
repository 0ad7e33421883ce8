import type { DirEntry } from '../core/data/dir-object.ts';
import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import type { Remote } from '../core/remote-ports.ts';
import { chosenOutputs, isAskedFor, isPushable, type TransferChoice } from './chosen-outputs.ts';
import { type Project, showPath } from './project.ts';
import { presentAt } from './remote-presence.ts';
import { poolFor, type PoolOptions } from './transfer-pool.ts';
import type { UsedOutput } from './used-outputs.ts';
import { openObjectRemote } from './versioned-files.ts';

/** `new` isn't at the remote, `deleted` isn't in the cache, `missing` is in neither. */
export type CloudState = 'deleted' | 'new' | 'missing';

/** What keeps cache and remote from holding the same, by path as shown. */
export type CloudStatus = ReadonlyMap<string, CloudState>;

const order = ['deleted', 'new', 'missing'] as const;

/** Compares the cache with the remotes that a push would go to. */
export async function cloudStatus(project: Project, choice: TransferChoice, signal: AbortSignal): Promise<CloudStatus> {
  const chosen = await chosenOutputs(project, choice, { accept: isPushable });
  const found: (readonly [string, CloudState])[] = [];
  for (const [name, outputs] of chosen.size === 0 ? [[choice.remote, []] as const] : chosen) {
    const remote = await openObjectRemote(project, name, 'status');
    const pool = poolFor(remote, { jobs: choice.jobs, signal });
    const objects = await namedObjects(project, remote, outputs, pool);
    const wanted = new ObjectSet(objects.keys());
    const present = await presentAt(remote.storage, wanted, pool);
    const absent = new ObjectSet(await project.transfers.absent([...wanted]));
    for (const [object, path] of objects) {
      const state = stateOf(present.has(object), !absent.has(object));
      if (state !== undefined) {
        found.push([showPath(project, path), state]);
      }
    }
  }
  return new Map(order.flatMap((state) => found.filter(([, own]) => own === state)));
}

function stateOf(isAtRemote: boolean, isInCache: boolean): CloudState | undefined {
  return isAtRemote ? (isInCache ? undefined : 'deleted') : isInCache ? 'new' : 'missing';
}

/** Each object under the first path that names it, as DVC tells of it once. */
async function namedObjects(
  project: Project,
  remote: Remote,
  outputs: readonly UsedOutput[],
  { signal }: PoolOptions,
): Promise<ReadonlyMap<ObjectId, string>> {
  const named = new Map<ObjectId, string>();
  const seen = new ObjectSet();
  const note = (object: ObjectId, path: string): void => {
    if (seen.add(object)) {
      named.set(object, path);
    }
  };
  for (const used of outputs) {
    const { info, path } = used;
    note(info, path);
    if (isFolderHash(info.md5)) {
      for (const { md5, relpath } of await listedFiles(project, remote, info, signal)) {
        if (isAskedFor(used, relpath)) {
          note({ md5, hash: info.hash }, `${path}/${relpath}`);
        }
      }
    }
  }
  return named;
}

/** A folder's list that only the remote has comes into the cache, as DVC does it; none when it is nowhere. */
async function listedFiles(project: Project, { storage }: Remote, info: HashInfo, signal: AbortSignal): Promise<readonly DirEntry[]> {
  const known = await project.data.entries(info);
  if (known !== undefined) {
    return known;
  }
  await project.transfers.receive(info, (temporary) => storage.download(objectKey(info), temporary, { signal }));
  return (await project.data.entries(info)) ?? [];
}

import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import type { Remote } from '../core/remote-ports.ts';
import { chosenOutputs, isAskedFor, isPushable, type TransferChoice } from './chosen-outputs.ts';
import type { Project } from './project.ts';
import { presentAt } from './remote-presence.ts';
import { poolFor, transferEach, transferError } from './transfer-pool.ts';
import type { UsedOutput } from './used-outputs.ts';
import { warnMissing } from './warn-missing.ts';

/** Sends the objects that the remotes lack; answers how many were sent. */
export async function push(project: Project, choice: TransferChoice, signal: AbortSignal): Promise<number> {
  const chosen = await chosenOutputs(project, choice, isPushable);
  let pushed = 0;
  for (const [name, outputs] of chosen.size === 0 ? [[choice.remote, []] as const] : chosen) {
    pushed += await pushTo(project, await project.remotes.open(name), outputs, { jobs: choice.jobs, signal });
  }
  return pushed;
}

interface Folder {
  readonly id: ObjectId;
  readonly files: readonly ObjectId[];
}

async function pushTo(
  project: Project,
  remote: Remote,
  outputs: readonly UsedOutput[],
  options: { readonly jobs: number | undefined; readonly signal: AbortSignal },
): Promise<number> {
  const pool = poolFor(remote, options);
  const { files, folders } = await objectsOf(project, outputs);
  const present = await presentAt(remote.storage, new ObjectSet(everyObject(files, folders)), pool);
  const lacking = new ObjectSet(await project.transfers.absent([...files].filter((object) => !present.has(object))));
  const sending = [...files].filter((object) => !present.has(object) && !lacking.has(object));
  const missing = new ObjectSet(lacking);
  const lists = folders.filter(({ id }) => !present.has(id));
  using progress = project.console.progress(`Pushing to ${remote.name}`, sending.length + lists.length);
  let pushed = 0;
  const send = async (object: ObjectId): Promise<void> => {
    const source = project.transfers.locate(object);
    if (source === undefined) {
      missing.add(object);
      return;
    }
    await remote.storage.upload(source, objectKey(object), { signal: pool.signal, onBytes: (bytes) => progress.advance(0, bytes) });
    present.add(object);
    pushed += 1;
    progress.advance(1);
  };
  const sent = await transferEach(sending, send, pool);
  // A .dir object at a remote stands for all of its files, so it comes after them, and not without one.
  const whole = lists.filter(({ files: inside }) => inside.every((object) => present.has(object)));
  const listed = await transferEach(
    whole.map(({ id }) => id),
    send,
    pool,
  );
  warnMissing(project, 'neither in the cache nor at the remote', missing);
  const error = transferError('pushed', { failures: sent.failures + listed.failures, first: sent.first ?? listed.first });
  if (error !== undefined) {
    throw error;
  }
  return pushed;
}

function* everyObject(files: ObjectSet, folders: readonly Folder[]): Iterable<ObjectId> {
  yield* files;
  for (const { id, files: inside } of folders) {
    yield id;
    yield* inside;
  }
}

/** What outputs are made of, and which files each folder needs; a folder whose list isn't in the cache has none that are known. */
async function objectsOf(
  project: Project,
  outputs: readonly UsedOutput[],
): Promise<{ readonly files: ObjectSet; readonly folders: readonly Folder[] }> {
  const files = new ObjectSet();
  const folders: Folder[] = [];
  for (const used of outputs) {
    const { info } = used;
    const entries = isFolderHash(info.md5) ? await project.data.entries(info) : undefined;
    if (entries === undefined) {
      files.add(info);
      continue;
    }
    const inside: ObjectId[] = [];
    for (const { md5, relpath } of entries) {
      const object = { md5, hash: info.hash };
      inside.push(object);
      if (isAskedFor(used, relpath)) {
        files.add(object);
      }
    }
    folders.push({ id: info, files: inside });
  }
  return { files, folders };
}

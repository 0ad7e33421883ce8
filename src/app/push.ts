import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';
import { chosenOutputs, isAskedFor, isPushable, type TransferChoice } from './chosen-outputs.ts';
import { keepLists } from './keep-lists.ts';
import type { Project } from './project.ts';
import { presentAt } from './remote-presence.ts';
import { isWorkspaceOnly } from './revisions.ts';
import { poolFor, type PoolOptions, refuseFailures, transferEach } from './transfer-pool.ts';
import { pushRuns, type RunTransfer } from './transfer-runs.ts';
import type { UsedOutput, WantedContent } from './used-outputs.ts';
import { keepsVersions } from './versioned-files.ts';
import { pushVersions, type VersionedPush } from './versioned-push.ts';
import { namesOf, warnMissing } from './warn-missing.ts';

/** What came of a push. */
export interface Pushed {
  readonly count: number;
  /** `.dvc` files and locks that name the versions which a bucket keeps now. */
  readonly changedFiles: readonly string[];
}

/** Sends what the remotes lack. Throws when one object or more could not be sent. */
export async function push(project: Project, choice: TransferChoice, signal: AbortSignal): Promise<Pushed> {
  const options = { jobs: choice.jobs, signal };
  const chosen = await chosenOutputs(project, choice, { accept: isPushable });
  let count = choice.runCache ? await pushRunCache(project, choice, options) : 0;
  const changedFiles: string[] = [];
  for (const [name, outputs] of chosen.size === 0 ? [[choice.remote, []] as const] : chosen) {
    const remote = await project.remotes.open(name);
    if (keepsVersions(remote)) {
      const versioned = await pushWithVersions(project, remote, outputs, { ...choice, signal });
      count += versioned.pushed;
      changedFiles.push(...versioned.changedFiles);
    } else {
      count += await pushObjects(project, remote, outputs, poolFor(remote, options));
    }
  }
  return { count, changedFiles };
}

/** The runs, and of their outputs those that git keeps, without which no other machine could take the runs over. */
async function pushRunCache(project: Project, choice: TransferChoice, options: RunTransfer): Promise<number> {
  const remote = await project.remotes.open(choice.remote);
  const pushed = await pushRuns(project, remote, options);
  if (keepsVersions(remote)) {
    return pushed;
  }
  const ofGit = [...(await chosenOutputs(project, choice, { accept: isPushable, ofGit: true })).values()].flat();
  const kept = ofGit.filter(({ info }) => project.transfers.locate(info) !== undefined);
  return pushed + (await pushObjects(project, remote, kept, poolFor(remote, options)));
}

/** Such a remote keeps one newest version of each path, so one revision can be sent. */
async function pushWithVersions(
  project: Project,
  remote: Remote,
  outputs: readonly UsedOutput[],
  choice: TransferChoice & { readonly signal: AbortSignal },
): Promise<VersionedPush> {
  if (!isWorkspaceOnly(choice.revisions)) {
    throw new SightlineError('invalid-option', `multiple rev push is unsupported for cloud versioned remotes, as '${remote.name}' is one`);
  }
  const pushed = await pushVersions(project, remote, outputs, poolFor(remote, choice));
  warnMissing(project, 'neither in the cache nor at the remote', pushed.missing);
  return pushed;
}

interface Folder {
  readonly id: ObjectId;
  readonly files: readonly ObjectId[];
  /** Some of its files aren't asked for, but the remote must have them all the same. */
  readonly isPart: boolean;
}

/** Sends the objects that contents are made of and the remote lacks; answers how many. */
export async function pushObjects(project: Project, remote: Remote, outputs: readonly WantedContent[], pool: PoolOptions): Promise<number> {
  await keepLists(project, outputs);
  const { files, folders } = await neededObjects(project, outputs);
  const all = everyObject(files, folders);
  const present = await presentAt(remote.storage, all, pool);
  if (present.size === all.size) {
    return 0;
  }
  const sending = [...files].filter((object) => !present.has(object));
  const missing = new ObjectSet();
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
  warnMissing(project, 'neither in the cache nor at the remote', namesOf(missing));
  refuseFailures('pushed', [sent, listed]);
  return pushed;
}

function everyObject(files: ObjectSet, folders: readonly Folder[]): ObjectSet {
  const all = new ObjectSet(files);
  for (const { id, files: inside, isPart } of folders) {
    all.add(id);
    if (isPart) {
      inside.forEach((object) => all.add(object));
    }
  }
  return all;
}

/** What outputs are made of, and which files each folder needs; a folder whose list isn't in the cache has none that are known. */
async function neededObjects(
  project: Project,
  outputs: readonly WantedContent[],
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
    let isPart = false;
    for (const { md5, relpath } of entries) {
      const object = { md5, hash: info.hash };
      inside.push(object);
      if (isAskedFor(used, relpath)) {
        files.add(object);
      } else {
        isPart = true;
      }
    }
    folders.push({ id: info, files: inside, isPart });
  }
  return { files, folders };
}

import pMap from 'p-map';
import { hash } from 'node:crypto';
import { readDirObject } from '../core/data/dir-object.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import type { Digester } from '../core/cache-ports.ts';
import type { Remote } from '../core/remote-ports.ts';
import { isPushable } from './chosen-outputs.ts';
import { judgeDownload } from './judge-download.ts';
import type { Project } from './project.ts';
import { listRemote, type RemoteObject } from './remote-objects.ts';
import { type Damage, type Verified, whatIsWrong } from './verified.ts';
import type { UsedOutput } from './used-outputs.ts';
import type { RemoteAudit } from './verify-versions.ts';
import { workspaceObjects } from './workspace-objects.ts';

const wholeBytes = 4 << 20;

/**
 * Downloads and hashes every object of a remote, or of the outputs that were asked for. What a server says of an object,
 * as an ETag, was true when it was sent; only the bytes tell what is there now.
 */
export async function verifyRemote(project: Project, remote: Remote, { targets, jobs, signal }: RemoteAudit): Promise<Verified> {
  const wanted = await workspaceObjects(project, targets);
  const listed = await listRemote(remote.storage, jobs);
  const present = new ObjectSet(listed.map(({ object }) => object));
  const all = targets.length === 0 ? listed : listed.filter(({ object }) => wanted.has(object));
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  using progress = project.console.progress(`Hashing ${remote.storage.url}`, all.length, bytes);
  await using digester = project.audit.openDigester();
  const damaged = await pMap(
    all,
    async (file): Promise<readonly Damage[]> => {
      signal.throwIfAborted();
      const look = async (): Promise<string | undefined> => check(project, remote, digester, file);
      const what = (await look()) === undefined ? undefined : await look(); // once more: the way may have damaged it
      progress.advance(1, file.size);
      const at = `${remote.storage.url}/${objectKey(file.object)}`;
      return what === undefined ? [] : [{ object: file.object, at, size: file.size, what, isRead: true }];
    },
    { concurrency: jobs ?? remote.storage.concurrency },
  );
  const owed = await workspaceObjects(project, targets, (output) => isOwed(output, remote));
  const missing = [...owed].filter((object) => !present.has(object)).map(objectKey);
  return { objects: all.length, bytes, damaged: damaged.flat(), strange: [], missing, changed: [] };
}

/** Whether a push sends an output there; what is recorded in versions lies elsewhere. */
function isOwed(output: UsedOutput, { name }: Remote): boolean {
  const { info, remote } = output;
  return isPushable(output) && (remote ?? name) === name && info.cloud === undefined && info.files === undefined;
}

/** Small objects are held in memory; larger ones are written beside the cache's files, hashed and removed. */
async function check(
  project: Project,
  { storage }: Remote,
  digester: Digester,
  { object, size }: RemoteObject,
): Promise<string | undefined> {
  const key = objectKey(object);
  if (isFolderHash(object.md5) || (size <= wholeBytes && object.hash === 'md5')) {
    const content = await storage.read(key, Math.max(wholeBytes, size));
    return content === undefined ? undefined : whatIsWrong(object, hash('md5', content, 'hex'), () => isList(content, object.md5));
  }
  return (await judgeDownload(project, digester, object, async (temporary) => storage.download(key, temporary))).what;
}

/** Removes from a remote what was downloaded and had the wrong hash. Answers how many objects that were. */
export async function removeDamagedAt({ storage }: Remote, damaged: readonly Damage[]): Promise<number> {
  const keys = damaged.filter(({ isRead }) => isRead).map(({ object }) => objectKey(object));
  await storage.remove(keys);
  return keys.length;
}

function isList(content: Uint8Array, md5: string): boolean {
  return readDirObject(content, md5) !== undefined;
}

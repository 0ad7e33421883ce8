import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { objectKey } from '../core/data/object-key.ts';
import type { BringContents } from './bring-contents.ts';
import type { Project } from './project.ts';
import { keepsVersions } from './versioned-files.ts';

/** Says whether contents could be brought, without bringing them: a folder's list stands for its files, as it is sent last. */
export function findAtRemotes(project: Project): BringContents {
  return async (needed) => {
    for (const { info, remote: name } of needed) {
      const remote = await project.remotes.open(name);
      const isThere = keepsVersions(remote)
        ? info.cloud !== undefined || info.files !== undefined
        : (await remote.storage.find(objectKey(info))) !== undefined;
      if (!isThere) {
        return false;
      }
    }
    return true;
  };
}

/** Brings the list of a folder's files into the cache, and none of the files; what isn't there is no error. */
export async function bringList({ remotes, transfers }: Project, info: HashInfo, remote: string | undefined): Promise<void> {
  const { storage, ...opened } = await remotes.open(remote);
  if (isFolderHash(info.md5) && !keepsVersions(opened)) {
    await transfers.receive(info, (temporary) => storage.download(objectKey(info), temporary));
  }
}

import { readDirObject } from '../core/data/dir-object.ts';
import { isFolderHash } from '../core/data/hash-info.ts';
import { type ObjectId, objectKey } from '../core/data/object-key.ts';
import { ObjectSet } from '../core/data/object-set.ts';
import { mostObjects, type ObjectUrl, type UrlManifest } from '../core/data/url-manifest.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';
import type { OtherLocks } from './lock-files.ts';
import { noteLocks } from './open-commit.ts';
import type { Project } from './project.ts';
import { requireGit } from './revisions.ts';
import { type UsedOutput, usedOutputs } from './used-outputs.ts';
import { keepsVersions } from './versioned-files.ts';

/** Whose data, and for how long. */
export interface PresignChoice {
  /** Their files are read as data, wherever the commits are from. */
  readonly revisions: readonly string[];
  /** Only objects that this revision's files name too: a stranger's commit could name any object whose hash its author knows. */
  readonly within: string | undefined;
  readonly remote: string | undefined;
  readonly seconds: number;
  /** When the urls stop to work, as ISO 8601 in UTC. */
  readonly expires: string;
}

/** What came of it. */
export interface Presigned {
  readonly manifest: UrlManifest;
  /** Paths of outputs that are left out: the other revision doesn't name them, or they belong to another remote. */
  readonly withheld: readonly string[];
}

const largestList = 256 << 20;

/**
 * Makes urls by which the data that revisions' dvc.lock, their git notes and .dvc files name can be read for a while, and nothing written. Of a
 * folder its list is read first. Throws `unsupported-remote`, `remote-data-missing`, `file-too-large`.
 */
export async function presignData(project: Project, choice: PresignChoice): Promise<Presigned> {
  const remote = await project.remotes.open(choice.remote);
  const { storage } = remote;
  if (storage.presign === undefined || keepsVersions(remote)) {
    const why = storage.presign === undefined ? 'is no bucket' : 'keeps versions';
    throw new SightlineError('unsupported-remote', `urls can't be made for the remote '${remote.name}', which ${why}`, {
      hint: 'Name a remote on S3 that keeps objects by their hashes.',
    });
  }
  const used = (await Promise.all(choice.revisions.map((revision) => outputsOf(project, revision)))).flat();
  const allowed =
    choice.within === undefined ? undefined : new ObjectSet((await outputsOf(project, choice.within)).map(({ info }) => info));
  const isGiven = (output: UsedOutput): boolean =>
    (output.remote === undefined || output.remote === remote.name) && (allowed?.has(output.info) ?? true);
  const objects = new ObjectSet();
  for (const { info } of used.filter(isGiven)) {
    if (objects.add(info) && isFolderHash(info.md5)) {
      (await filesOf(remote, info)).forEach((file) => objects.add(file));
    }
    if (objects.size > mostObjects) {
      throw new SightlineError('file-too-large', `the data has more than ${mostObjects} files`, {
        hint: 'Pack small files into archives.',
      });
    }
  }
  const urls: ObjectUrl[] = [];
  for (const object of objects) {
    urls.push({ ...object, url: await storage.presign(objectKey(object), choice.seconds) });
  }
  return {
    manifest: { expires: choice.expires, objects: urls },
    withheld: used.filter((output) => !isGiven(output)).map(({ path }) => path),
  };
}

async function outputsOf(project: Project, revision: string): Promise<readonly UsedOutput[]> {
  const git = requireGit(project.git);
  const commit = await git.resolve(revision);
  const otherLocks: OtherLocks = async () => (commit === undefined ? new Map() : noteLocks(git, commit));
  return usedOutputs(await git.tree(revision), { otherLocks });
}

async function filesOf({ storage }: Remote, folder: ObjectId): Promise<readonly ObjectId[]> {
  const bytes = await storage.read(objectKey(folder), largestList);
  if (bytes === undefined) {
    throw new SightlineError('remote-data-missing', `${storage.url} has no list of the folder ${folder.md5}`);
  }
  const entries = readDirObject(bytes, folder.md5);
  if (entries === undefined) {
    throw new SightlineError('wrong-content', `the list of the folder ${folder.md5} at ${storage.url} is damaged`);
  }
  return entries.map(({ md5 }) => ({ md5, hash: folder.hash }));
}

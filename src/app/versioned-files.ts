import type { ObjectStore } from '../core/data-ports.ts';
import { type CloudVersion, type HashInfo, isFolderHash, type ListedFile } from '../core/data/hash-info.ts';
import type { RemoteSettings } from '../core/data/remote-settings.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Remote } from '../core/remote-ports.ts';
import type { Project } from './project.ts';
import type { WantedContent } from './used-outputs.ts';

/** A version that can be asked for. */
export interface RecordedVersion extends CloudVersion {
  readonly versionId: string;
}

/** A file as a remote with versions keeps it: under its own path, each content a version. */
export interface VersionedFile {
  /** From the root of the project; its key at the remote. */
  readonly path: string;
  readonly md5: string;
  readonly hash: HashInfo['hash'];
  /** What is recorded of it for the remote in question. */
  readonly recorded: RecordedVersion | undefined;
}

/** Whether a remote keeps files in versions (`version_aware`, `worktree`) instead of objects by their md5. Throws `invalid-config`. */
export function keepsVersions({ name, settings }: { readonly name: string; readonly settings: RemoteSettings }): boolean {
  if (settings.worktree === true && settings.version_aware === false) {
    throw new SightlineError('invalid-config', `remote '${name}': worktree remotes need version_aware`);
  }
  const isVersioned = settings.worktree === true || settings.version_aware === true;
  if (isVersioned && settings.kind === 'local') {
    throw new SightlineError('invalid-config', `remote '${name}' is a folder, which keeps no versions`, {
      hint: 'Take version_aware and worktree out of its configuration.',
    });
  }
  return isVersioned;
}

/** Opens a remote for a command that looks through what it holds. Throws `unsupported-remote` for those that can't be. */
export async function openFilesRemote({ remotes }: Pick<Project, 'remotes'>, name: string | undefined, command: string): Promise<Remote> {
  return remotes.open(name).catch((error: unknown) => {
    if (!(error instanceof SightlineError) || error.code !== 'unsupported-remote') {
      throw error;
    }
    const hint = command === 'gc' ? "Use 'dvc gc --cloud' for it." : 'Only remotes in folders and on S3 can be looked through.';
    const place = error.place === undefined ? {} : { place: error.place };
    throw new SightlineError(error.code, error.message, { hint, cause: error, ...place });
  });
}

/** The same for one that needs objects by their md5. Throws `unsupported-remote` also for a remote with versions. */
export async function openObjectRemote(project: Pick<Project, 'remotes'>, name: string | undefined, command: string): Promise<Remote> {
  const remote = await openFilesRemote(project, name, command);
  if (keepsVersions(remote)) {
    throw new SightlineError('unsupported-remote', `'${command}' is unsupported for cloud versioned remotes, as '${remote.name}' is one`, {
      hint: 'Its bucket keeps the versions that .dvc files and dvc.lock name, and a lifecycle rule of it can remove old ones.',
    });
  }
  return remote;
}

/** The files that are asked for of an output; undefined for a folder whose list is neither recorded nor in the cache. */
export async function versionedFiles(
  objects: Pick<ObjectStore, 'entries'>,
  remote: string,
  { path, info, within }: WantedContent,
): Promise<readonly VersionedFile[] | undefined> {
  const { hash } = info;
  if (!isFolderHash(info.md5)) {
    return [{ path, md5: info.md5, hash, recorded: recordedAt(remote, info.cloud) }];
  }
  const entries: readonly ListedFile[] | undefined = await objects.entries(info);
  const files = entries?.map(({ relpath, md5, cloud }) => ({ path: `${path}/${relpath}`, md5, hash, recorded: recordedAt(remote, cloud) }));
  return within === undefined ? files : files?.filter((file) => isWithin(file.path, within));
}

/** Version ids belong to one remote: those of another say nothing here. */
function recordedAt(remote: string, cloud: CloudVersion | undefined): RecordedVersion | undefined {
  const versionId = cloud?.versionId;
  return versionId !== undefined && (cloud?.remote ?? remote) === remote ? { ...cloud, versionId } : undefined;
}

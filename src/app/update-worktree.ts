import pMap from 'p-map';
import { hashDirObject, isDirEntry, writeDirObject } from '../core/data/dir-object.ts';
import { type HashInfo, isFolderHash, type ListedFile } from '../core/data/hash-info.ts';
import { nameClash } from '../core/data/name-clash.ts';
import { SightlineError } from '../core/errors.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';
import type { Remote, RemoteFile } from '../core/remote-ports.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { type Project, showPath } from './project.ts';
import { recordInfos } from './record-versions.ts';
import { filesBelow } from './remote-objects.ts';
import { poolFor, refuseFailures } from './transfer-pool.ts';
import { type UsedOutput, usedOutputs } from './used-outputs.ts';
import { fetchVersions } from './versioned-fetch.ts';

/**
 * Takes over what worktree remotes have newest under the paths that `.dvc` files track: into the cache, the workspace,
 * and last the files. Answers the files that changed. Throws `unsaved-changes` where data would be lost.
 */
export async function updateFromWorktree(
  project: Project,
  sources: readonly PipelineNode[],
  { jobs, signal }: { readonly jobs: number | undefined; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const changed = new Set<string>();
  const used = await usedOutputs(project.workspace, { select: () => sources.map((node) => ({ node })) });
  for (const output of used.filter(({ push }) => push)) {
    const remote = await worktreeOf(project, output);
    const info = remote === undefined ? undefined : await newestInfo(project, remote, output, signal);
    if (remote === undefined || info === undefined) {
      continue;
    }
    const { result } = await fetchVersions(project, remote, [{ ...output, info }], poolFor(remote, { jobs, signal }));
    refuseFailures('fetched', [result]);
    await project.data.checkout(output.path, info);
    (await recordInfos(project, [output], new Map([[output.path, info]]))).forEach((file) => changed.add(file));
  }
  return [...changed];
}

async function worktreeOf(project: Project, { path, info, node, remote: named }: UsedOutput): Promise<Remote | undefined> {
  const name = named ?? [info, ...(info.files ?? [])].find((file) => file.cloud?.remote !== undefined)?.cloud?.remote;
  if (name === undefined) {
    project.console.warn(`Could not update '${showPath(project, path)}', it was never pushed to a remote`);
    return undefined;
  }
  const remote = await project.remotes.open(name);
  if (remote.settings.worktree !== true || node.kind !== 'source') {
    throw new SightlineError('unsupported-remote', `update is not supported for '${showPath(project, node.file)}' that is not an import.`, {
      place: { file: node.file },
      hint: 'Besides imports only what a .dvc file tracks at a remote with worktree = true can be updated.',
    });
  }
  return remote;
}

/** What the remote has; undefined, and a warning, when that is nothing. */
async function newestInfo(
  project: Project,
  remote: Remote,
  { path, info }: UsedOutput,
  signal: AbortSignal,
): Promise<HashInfo | undefined> {
  const newest = await newestFiles(remote, path, info, signal);
  if (newest.length === 0) {
    project.console.warn(`Could not update '${showPath(project, path)}', it does not exist in the remote`);
    return undefined;
  }
  const known = new Map((info.files ?? [{ ...info, relpath: '' }]).map((file) => [file.relpath, file]));
  const files = await pMap(
    newest,
    async (file) => take(project, remote, file, { known: known.get(file.key.slice(path.length + 1)), path }),
    {
      concurrency: remote.storage.concurrency,
      signal,
    },
  );
  const [only] = files;
  if (!isFolderHash(info.md5) && only !== undefined) {
    const { relpath: _, ...file } = only;
    return file.md5 === info.md5 ? info : { hash: 'md5', ...file };
  }
  const sorted = files.toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
  const clash = nameClash(sorted);
  if (clash !== undefined) {
    throw new SightlineError('forbidden-path', `${remote.storage.url}/${path} has ${clash}, which no folder can hold`);
  }
  return { md5: hashDirObject(writeDirObject(sorted)), hash: 'md5', nfiles: sorted.length, files: sorted };
}

async function newestFiles({ storage }: Remote, path: string, info: HashInfo, signal: AbortSignal): Promise<readonly RemoteFile[]> {
  if (!isFolderHash(info.md5)) {
    const found = await storage.find(path);
    return found === undefined ? [] : [found];
  }
  return filesBelow(storage, path, signal);
}

interface Taken {
  readonly path: string;
  readonly known: ListedFile | undefined;
}

/** What is recorded of the newest version, or else its content comes into the cache. */
async function take({ transfers }: Project, { name, storage }: Remote, file: RemoteFile, { path, known }: Taken): Promise<ListedFile> {
  if (known?.cloud?.etag !== undefined && known.cloud.etag === file.etag) {
    return known;
  }
  const received = await transfers.receiveNew(async (temporary) => storage.download(file.key, temporary));
  if (received === undefined) {
    throw new SightlineError('remote-failed', `'${file.key}' of ${storage.url} was removed while it was read`);
  }
  const { md5, size, etag, versionId } = received;
  const relpath = file.key.slice(path.length + 1);
  if (relpath !== '' && !isDirEntry({ md5, relpath })) {
    throw new SightlineError('forbidden-path', `${storage.url} has '${file.key}', a name that may not be written`);
  }
  const version = { remote: name, ...(etag === undefined ? {} : { etag }), ...(versionId === undefined ? {} : { versionId }) };
  return { relpath, md5, size, cloud: version };
}

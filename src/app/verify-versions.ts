import pMap from 'p-map';
import type { Digester } from '../core/cache-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Downloaded, Remote } from '../core/remote-ports.ts';
import { isPushable } from './chosen-outputs.ts';
import { type JudgedDownload, judgeDownload } from './judge-download.ts';
import type { Project } from './project.ts';
import { selectParts } from './select-nodes.ts';
import { usedOutputs } from './used-outputs.ts';
import type { Damage, Verified } from './verified.ts';
import { type RecordedVersion, type VersionedFile, versionedFiles } from './versioned-files.ts';

/** How a remote is gone through. */
export interface RemoteAudit {
  readonly targets: readonly string[];
  readonly jobs: number | undefined;
  readonly signal: AbortSignal;
}

type RecordedFile = VersionedFile & { readonly recorded: RecordedVersion };

/**
 * Downloads and hashes the versions that the workspace's `.dvc` files and locks name of a remote that keeps files in
 * versions. Missing are files whose version isn't there, and those of which none is recorded.
 */
export async function verifyVersions(project: Project, remote: Remote, { targets, jobs, signal }: RemoteAudit): Promise<Verified> {
  const { files, unlisted } = await owedFiles(project, remote, targets);
  const recorded = files.filter((file): file is RecordedFile => file.recorded !== undefined);
  const missing = [...unlisted, ...files.filter((file) => file.recorded === undefined).map(({ path }) => path)];
  using progress = project.console.progress(`Hashing ${remote.storage.url}`, recorded.length);
  await using digester = project.audit.openDigester();
  let bytes = 0;
  const damaged = await pMap(
    recorded,
    async (file): Promise<readonly Damage[]> => {
      signal.throwIfAborted();
      const look = async (): Promise<JudgedDownload> => judge(project, remote, digester, file, signal);
      const first = await look();
      const { isThere, size, what } = first.what === undefined ? first : await look(); // once more: the way may have damaged it
      progress.advance(1, size);
      bytes += size;
      if (!isThere) {
        missing.push(file.path);
      }
      const at = `${remote.storage.url}/${file.path}?versionId=${file.recorded.versionId}`;
      return what === undefined ? [] : [{ object: { md5: file.md5, hash: file.hash }, at, size, what, isRead: true }];
    },
    { concurrency: jobs ?? remote.storage.concurrency },
  );
  return { objects: recorded.length, bytes, damaged: damaged.flat(), strange: [], missing: missing.toSorted(), changed: [] };
}

/** The files that a push sends there, and folders of which nobody knows what they hold. */
async function owedFiles(
  project: Project,
  remote: Remote,
  targets: readonly string[],
): Promise<{ readonly files: readonly VersionedFile[]; readonly unlisted: readonly string[] }> {
  const used = await usedOutputs(project.workspace, {
    select: (pipeline) => selectParts(project, pipeline, targets, { recursive: true }),
  });
  const files: VersionedFile[] = [];
  const unlisted: string[] = [];
  for (const output of used.filter((each) => isPushable(each) && (each.remote ?? remote.name) === remote.name)) {
    const listed = await versionedFiles(project.data, remote.name, output);
    files.push(...(listed ?? []));
    unlisted.push(...(listed === undefined ? [output.path] : []));
  }
  return { files, unlisted };
}

async function judge(
  project: Project,
  { storage }: Remote,
  digester: Digester,
  file: RecordedFile,
  signal: AbortSignal,
): Promise<JudgedDownload> {
  const { versionId } = file.recorded;
  const download = async (temporary: string): Promise<Downloaded | undefined> => {
    try {
      return await storage.download(file.path, temporary, { versionId, signal });
    } catch (error) {
      const mayLack = error instanceof SightlineError && error.code === 'remote-failed'; // some servers call an unknown id a bad request
      if (mayLack && (await storage.find(file.path, versionId)) === undefined) {
        return undefined;
      }
      throw error;
    }
  };
  return judgeDownload(project, digester, { md5: file.md5, hash: file.hash }, download);
}

import type { DirEntry } from '../core/data/dir-object.ts';
import { type DvcFile, updateDvcFile } from '../core/data/dvc-file.ts';
import { type CloudVersion, type HashInfo, isFolderHash, type ListedFile } from '../core/data/hash-info.ts';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { LockFiles } from './lock-files.ts';
import { type Project, showPath } from './project.ts';
import { rewriteDvcFile } from './rewrite-dvc-file.ts';
import type { UsedOutput } from './used-outputs.ts';

/** A version that the remote has, with the size of the file. */
export interface PlacedVersion {
  readonly cloud: CloudVersion;
  readonly size: number | undefined;
}

/** Versions by path from the root. */
type Versions = ReadonlyMap<string, PlacedVersion>;

/** Writes into `.dvc` files and locks which versions a remote has of outputs. Answers the files that changed. */
export async function recordVersions(project: Project, outputs: readonly UsedOutput[], versions: Versions): Promise<readonly string[]> {
  const infos = new Map<string, HashInfo>();
  for (const output of outputs) {
    infos.set(output.path, await withVersions(project, output, versions));
  }
  return recordInfos(project, outputs, infos);
}

/** Writes into `.dvc` files what their outputs hold by path from the root, and into locks by which versions. */
export async function recordInfos(
  project: Project,
  outputs: readonly UsedOutput[],
  infos: ReadonlyMap<string, HashInfo>,
): Promise<readonly string[]> {
  const changed = new Set<string>();
  const locks = new LockFiles(project.workspace);
  for (const node of new Set(outputs.map((output) => output.node))) {
    const file =
      node.kind === 'source' ? await recordSource(project, node.source, infos) : await recordStage(project, locks, node.stage, infos);
    if (file !== undefined) {
      changed.add(file);
    }
  }
  return [...changed];
}

/** What is new is recorded as DVC does it: without the executable bit. What was recorded stays as it is. */
async function withVersions({ data }: Project, { path, info }: UsedOutput, versions: Versions): Promise<HashInfo> {
  if (!isFolderHash(info.md5)) {
    const placed = versions.get(path);
    return placed === undefined || placed.cloud === info.cloud ? info : { ...fileInfo(info), ...versionFields(placed, info.size) };
  }
  const files = info.files ?? sorted(await data.entries(info));
  const isPlaced = files.some((file) => versions.has(`${path}/${file.relpath}`));
  return isPlaced ? { ...info, files: files.map((file) => withVersion(file, versions.get(`${path}/${file.relpath}`))) } : info;
}

function fileInfo({ md5, hash }: HashInfo): HashInfo {
  return { md5, hash };
}

function withVersion(file: ListedFile, placed: PlacedVersion | undefined): ListedFile {
  return placed === undefined || placed.cloud.versionId === file.cloud?.versionId
    ? file
    : { relpath: file.relpath, md5: file.md5, ...versionFields(placed, file.size) };
}

function versionFields({ cloud, size: sent }: PlacedVersion, known: number | undefined): Pick<ListedFile, 'size' | 'cloud'> {
  const size = sent ?? known;
  return { ...(size === undefined ? {} : { size }), cloud };
}

function sorted(entries: readonly DirEntry[] | undefined): readonly ListedFile[] {
  return (entries ?? []).toSorted((a, b) => compareCodePoints(a.relpath, b.relpath));
}

async function recordSource(project: Project, file: DvcFile, infos: ReadonlyMap<string, HashInfo>): Promise<string | undefined> {
  const source = file.outs.reduce((rest, out) => {
    const info = infos.get(out.path);
    return info === undefined ? rest : updateDvcFile({ ...file, source: rest }, out.definition, info);
  }, file.source);
  return (await rewriteDvcFile(project, file, source)) ? file.path : undefined;
}

/** Folders that have no versions of their own, as dependencies, are listed too, so that nobody needs their .dir object. */
async function recordStage(
  project: Project,
  locks: LockFiles,
  stage: Stage,
  infos: ReadonlyMap<string, HashInfo>,
): Promise<string | undefined> {
  const lock = await locks.of(stage);
  const locked = lock.stages.get(stage.name);
  if (locked === undefined) {
    return undefined; // what was pushed stands in another lock, as in a note on the commit
  }
  const outs = await Promise.all(
    locked.outs.map(async (entry): Promise<LockedEntry> => {
      const path = stage.outs.find((out) => out.definition === entry.path)?.path;
      const info = path === undefined ? undefined : infos.get(path);
      return info?.md5 === entry.info?.md5 && info !== undefined ? { ...entry, info } : listed(project, entry);
    }),
  );
  const recorded: LockedStage = { ...locked, deps: await Promise.all(locked.deps.map((entry) => listed(project, entry))), outs };
  if ((await locks.record(stage, recorded, project.workspace)) === 'same') {
    return undefined;
  }
  project.console.info(`Updating lock file '${showPath(project, lock.path)}'`);
  return lock.path;
}

async function listed({ data }: Project, entry: LockedEntry): Promise<LockedEntry> {
  const { info } = entry;
  if (info === undefined || info.files !== undefined || !isFolderHash(info.md5)) {
    return entry;
  }
  const files = sorted(await data.entries(info));
  return files.length === 0 ? entry : { ...entry, info: { ...info, files } };
}

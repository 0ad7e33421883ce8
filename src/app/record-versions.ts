import type { DirEntry } from '../core/data/dir-object.ts';
import { type DvcFile, updateDvcFile } from '../core/data/dvc-file.ts';
import { type CloudVersion, type HashInfo, isFolderHash, type ListedFile } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import type { LockedEntry, LockedStage } from '../core/pipeline/lock-file.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { loadDvcFile } from './load-pipeline.ts';
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

/**
 * Writes into `.dvc` files what their outputs hold by path from the root, and into locks by which versions. Git or an editor
 * may have written them since they were read: throws `changed-meanwhile`, after all others were written, for those that
 * name other contents now, which stay as they are.
 */
export async function recordInfos(
  project: Project,
  outputs: readonly UsedOutput[],
  infos: ReadonlyMap<string, HashInfo>,
): Promise<readonly string[]> {
  const changed = new Set<string>();
  const overtaken = new Set<string>();
  const locks = new LockFiles(project.workspace);
  for (const node of new Set(outputs.map((output) => output.node))) {
    const { file, result } =
      node.kind === 'source' ? await recordSource(project, node.source, infos) : await recordStage(project, locks, node.stage, infos);
    if (result !== 'same') {
      (result === 'changed' ? changed : overtaken).add(file);
    }
  }
  if (overtaken.size > 0) {
    const [first = ''] = overtaken;
    const others = overtaken.size > 1 ? ` and ${overtaken.size - 1} more` : '';
    throw new SightlineError(
      'changed-meanwhile',
      `'${showPath(project, first)}'${others} changed while data was moved, so no versions are recorded there`,
    );
  }
  return [...changed];
}

interface Recorded {
  readonly file: string;
  readonly result: 'changed' | 'same' | 'overtaken';
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

async function recordSource(project: Project, before: DvcFile, infos: ReadonlyMap<string, HashInfo>): Promise<Recorded> {
  const file = before.path;
  const now = await loadDvcFile(project.workspace, file).catch(() => undefined); // gone, or in the middle of a merge
  let source = now?.source;
  for (const out of before.outs) {
    const info = infos.get(out.path);
    if (info === undefined) {
      continue;
    }
    const current = now?.outs.find(({ path }) => path === out.path);
    if (now === undefined || source === undefined || current?.hash?.md5 !== out.hash?.md5) {
      return { file, result: 'overtaken' };
    }
    source = updateDvcFile({ ...now, source }, out.definition, info);
  }
  return { file, result: now !== undefined && source !== undefined && (await rewriteDvcFile(project, now, source)) ? 'changed' : 'same' };
}

/** Folders that have no versions of their own, as dependencies, are listed too, so that nobody needs their .dir object. */
async function recordStage(project: Project, locks: LockFiles, stage: Stage, infos: ReadonlyMap<string, HashInfo>): Promise<Recorded> {
  const lock = await locks.of(stage);
  const file = lock.path;
  const locked = lock.stages.get(stage.name);
  if (locked === undefined) {
    return { file, result: 'same' }; // what was pushed stands in another lock, as in a note on the commit
  }
  const infoOf = (entry: LockedEntry): HashInfo | undefined => {
    const path = stage.outs.find((out) => out.definition === entry.path)?.path;
    return path === undefined ? undefined : infos.get(path);
  };
  const outs = await Promise.all(
    locked.outs.map(async (entry): Promise<LockedEntry> => {
      const info = infoOf(entry);
      return info?.md5 === entry.info?.md5 && info !== undefined ? { ...entry, info } : listed(project, entry);
    }),
  );
  const recorded: LockedStage = { ...locked, deps: await Promise.all(locked.deps.map((entry) => listed(project, entry))), outs };
  const isNew = (await locks.record(stage, recorded, project.workspace)) !== 'same';
  if (isNew) {
    project.console.info(`Updating lock file '${showPath(project, file)}'`);
  }
  const isOvertaken = locked.outs.some((entry) => infoOf(entry) !== undefined && infoOf(entry)?.md5 !== entry.info?.md5);
  return { file, result: isOvertaken ? 'overtaken' : isNew ? 'changed' : 'same' };
}

async function listed({ data }: Project, entry: LockedEntry): Promise<LockedEntry> {
  const { info } = entry;
  if (info === undefined || info.files !== undefined || !isFolderHash(info.md5)) {
    return entry;
  }
  const files = sorted(await data.entries(info));
  return files.length === 0 ? entry : { ...entry, info: { ...info, files } };
}

import type { DirEntry } from '../core/data/dir-object.ts';
import type { DvcFile } from '../core/data/dvc-file.ts';
import { type CloudVersion, type HashInfo, isFolderHash, type ListedFile } from '../core/data/hash-info.ts';
import { SightlineError } from '../core/errors.ts';
import { type LockedEntry, type LockedStage, recordStage } from '../core/pipeline/lock-file.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import { lockPathOf, readLockFile } from './lock-files.ts';
import { type Project, showPath } from './project.ts';
import { rewriteOutputs } from './rewrite-dvc-file.ts';
import { changedMeanwhile, rewriteFile } from './rewrite-file.ts';
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
  const changed: string[] = [];
  const overtaken: string[] = [];
  const files = Map.groupBy(new Set(outputs.map(({ node }) => node)), recordOf);
  for (const [file, nodes] of files) {
    const result = await record(project, file, nodes, infos);
    if (result !== 'same') {
      (result === 'changed' ? changed : overtaken).push(file);
    }
  }
  const [first, ...more] = overtaken;
  if (first !== undefined) {
    const others = more.length > 0 ? ` and ${more.length} more` : '';
    throw new SightlineError(
      'changed-meanwhile',
      `'${showPath(project, first)}'${others} changed while data was moved, so no versions are recorded there`,
    );
  }
  return changed;
}

/** The file that tells what the node's outputs hold. */
function recordOf(node: PipelineNode): string {
  return node.kind === 'source' ? node.source.path : lockPathOf(node.stage.file);
}

/** A file in the middle of a merge can't be read. */
const overtakenCodes: ReadonlySet<string> = new Set(['changed-meanwhile', 'yaml-syntax', 'invalid-dvc-file', 'invalid-lock-file']);

async function record(
  project: Project,
  file: string,
  nodes: readonly PipelineNode[],
  infos: ReadonlyMap<string, HashInfo>,
): Promise<'changed' | 'same' | 'overtaken'> {
  const [source] = nodes.flatMap((node) => (node.kind === 'source' ? [node.source] : []));
  const stages = nodes.flatMap((node) => (node.kind === 'stage' ? [node.stage] : []));
  try {
    const isChanged = source === undefined ? await recordStages(project, file, stages, infos) : await recordSource(project, source, infos);
    return isChanged ? 'changed' : 'same';
  } catch (error) {
    if (error instanceof SightlineError && overtakenCodes.has(error.code)) {
      return 'overtaken';
    }
    throw error;
  }
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

async function recordSource(project: Project, before: DvcFile, infos: ReadonlyMap<string, HashInfo>): Promise<boolean> {
  const known = before.outs.flatMap((out) => {
    const info = infos.get(out.path);
    const infoOf = (recorded: HashInfo | undefined): HashInfo => {
      if (info === undefined || recorded?.md5 !== out.hash?.md5) {
        throw changedMeanwhile(before.path);
      }
      return info;
    };
    return info === undefined ? [] : [[out.definition, infoOf] as const];
  });
  return rewriteOutputs(project, before.path, new Map(known));
}

/** A lock is left whole where it names other contents of one stage; it may lack one that was pushed by another lock, as by a note. */
async function recordStages(
  project: Project,
  file: string,
  stages: readonly Stage[],
  infos: ReadonlyMap<string, HashInfo>,
): Promise<boolean> {
  const found = new Set<Stage>();
  const result = await rewriteFile(project.workspace, file, async (text) => {
    let lock = readLockFile(text, file);
    for (const stage of stages) {
      const locked = lock.stages.get(stage.name);
      if (locked !== undefined) {
        found.add(stage);
        lock = recordStage(lock, stage.name, await withInfos(project, file, { stage, locked }, infos));
      } else if (found.has(stage)) {
        throw changedMeanwhile(file);
      }
    }
    return found.size === 0 ? undefined : writeYaml(lock.source);
  });
  if (result !== 'same') {
    project.console.info(`Updating lock file '${showPath(project, file)}'`);
  }
  return result !== 'same';
}

/** Folders that have no versions of their own, as dependencies, are listed too, so that nobody needs their .dir object. */
async function withInfos(
  project: Project,
  file: string,
  { stage, locked }: { readonly stage: Stage; readonly locked: LockedStage },
  infos: ReadonlyMap<string, HashInfo>,
): Promise<LockedStage> {
  const pathOf = new Map(stage.outs.map(({ definition, path }) => [definition, path]));
  const outs = locked.outs.map((entry) => ({ entry, info: infos.get(pathOf.get(entry.path) ?? '') }));
  if (outs.some(({ entry, info }) => info !== undefined && info.md5 !== entry.info?.md5)) {
    throw changedMeanwhile(file);
  }
  return {
    ...locked,
    deps: await Promise.all(locked.deps.map(async (entry) => listed(project, entry))),
    outs: await Promise.all(outs.map(async ({ entry, info }) => (info === undefined ? listed(project, entry) : { ...entry, info }))),
  };
}

async function listed({ data }: Project, entry: LockedEntry): Promise<LockedEntry> {
  const { info } = entry;
  if (info === undefined || info.files !== undefined || !isFolderHash(info.md5)) {
    return entry;
  }
  const files = sorted(await data.entries(info));
  return files.length === 0 ? entry : { ...entry, info: { ...info, files } };
}

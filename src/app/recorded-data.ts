import type { DirEntry } from '../core/data/dir-object.ts';
import { isFolderHash, type HashInfo } from '../core/data/hash-info.ts';
import { isWithin, liesInOneOf } from '../core/data/root-path.ts';
import type { TrackedData } from '../core/data-diff/tracked-data.ts';
import { SightlineError } from '../core/errors.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';
import type { Tree } from '../core/ports.ts';
import { isRepositoryImport } from './chosen-outputs.ts';
import { loadPipeline } from './load-pipeline.ts';
import { LockFiles } from './lock-files.ts';
import type { Project } from './project.ts';
import { type Part, selectParts } from './select-nodes.ts';
import { lockedInfo } from './stage-facts.ts';

/** An output that the cache keeps, and what its `.dvc` file or dvc.lock says of it. */
export interface RecordedOutput {
  /** From the root. */
  readonly path: string;
  /** Undefined for one that was never saved. */
  readonly info: HashInfo | undefined;
  /** Only what lies at or below this path is asked for; it lies in the output. */
  readonly within: string | undefined;
  /** Whether a push sends it. */
  readonly push: boolean;
  readonly remote: string | undefined;
}

/** What targets name in a tree, and those that name nothing there. */
export interface RecordedOutputs {
  readonly outputs: readonly RecordedOutput[];
  readonly unknownTargets: readonly string[];
}

type Ports = Pick<Project, 'folder' | 'workspace' | 'data' | 'console'>;

/** The cached outputs of a tree, by its own `.dvc` files and locks alone, as DVC takes them. */
export async function recordedOutputs(
  place: Pick<Ports, 'folder' | 'workspace'>,
  tree: Tree,
  targets: readonly string[],
): Promise<RecordedOutputs> {
  const pipeline = await loadPipeline(tree);
  const locks = new LockFiles(tree);
  const unknownTargets: string[] = [];
  const parts = targets.flatMap((target) => {
    const found = tryTarget(() => selectParts(place, pipeline, [target], { recursive: false }));
    if (found === undefined) {
      unknownTargets.push(target);
    }
    return found ?? [];
  });
  const outputs: RecordedOutput[] = [];
  for (const part of targets.length === 0 ? pipeline.nodes.map((node): Part => ({ node })) : parts) {
    outputs.push(...(await outputsOf(part, locks)));
  }
  return { outputs: outermost(outputs), unknownTargets };
}

/** Without what lies in another one, as where both a folder and a file of it are asked for. */
function outermost(outputs: readonly RecordedOutput[]): readonly RecordedOutput[] {
  const asked = new Map(outputs.map((output) => [output.within ?? output.path, output]));
  return [...asked].filter(([path]) => !liesInOneOf(path, asked)).map(([, output]) => output);
}

function tryTarget(find: () => readonly Part[]): readonly Part[] | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'unknown-target') {
      return undefined;
    }
    throw error;
  }
}

async function outputsOf({ node, within }: Part, locks: LockFiles): Promise<readonly RecordedOutput[]> {
  const outs = node.kind === 'stage' ? node.stage.outs : node.source.outs;
  const cached = outs.filter((out) => out.cache && (within === undefined || isWithin(within, out.path)));
  const infoOf = await recordedInfo(node, locks);
  return cached.map(({ path, definition, push, remote }) => ({
    path,
    info: infoOf(definition),
    within: within === path ? undefined : within,
    push: push && !isRepositoryImport({ node }),
    remote,
  }));
}

async function recordedInfo(node: PipelineNode, locks: LockFiles): Promise<(definition: string) => HashInfo | undefined> {
  if (node.kind === 'source') {
    return (definition) => node.source.outs.find((out) => out.definition === definition)?.hash;
  }
  const locked = (await locks.of(node.stage)).stages.get(node.stage.name);
  return (definition) => lockedInfo(locked?.outs, { path: definition, definition });
}

/**
 * The contents that are recorded, folders' files read from the cache unless they are `known` by the path of the output. Tells
 * of folders whose list is missing.
 */
export async function recordedData(
  ports: Ports,
  tree: Tree,
  outputs: readonly RecordedOutput[],
  known?: ReadonlyMap<string, readonly DirEntry[]>,
): Promise<readonly TrackedData[]> {
  const data: TrackedData[] = [];
  for (const { path, info, within } of outputs) {
    const isFolder = info !== undefined && isFolderHash(info.md5);
    const entries = isFolder ? (known?.get(path) ?? (await ports.data.entries(info))) : [];
    if (entries === undefined) {
      tellUnknown(ports, tree, path, within);
    }
    const object = info === undefined ? undefined : { md5: info.md5, hash: info.hash };
    const whole: TrackedData = { path, object, isFolder, files: entries ?? 'unknown' };
    const part = within === undefined ? whole : partOf(whole, within, entries ?? []);
    if (part !== undefined) {
      data.push(part);
    }
  }
  return data;
}

function tellUnknown(ports: Ports, tree: Tree, path: string, within: string | undefined): void {
  const what = `the list of the files of '${path}' in ${tree.name} is not in the cache, or damaged`;
  if (within !== undefined) {
    throw new SightlineError('missing-data', `${what}, so nothing can be told of '${within}'`);
  }
  ports.console.warn(`${what}: its files are left out`);
}

/** A file or folder in an output; undefined when the output has none there. */
function partOf(whole: TrackedData, within: string, entries: readonly DirEntry[]): TrackedData | undefined {
  const relpath = within.slice(whole.path.length + 1);
  const file = entries.find((entry) => entry.relpath === relpath);
  if (file !== undefined) {
    return { path: within, object: { md5: file.md5, hash: whole.object?.hash ?? 'md5' }, isFolder: false, files: [] };
  }
  const below = entries.filter((entry) => entry.relpath.startsWith(`${relpath}/`));
  const files = below.map((entry) => ({ md5: entry.md5, relpath: entry.relpath.slice(relpath.length + 1) }));
  return files.length === 0 ? undefined : { path: within, object: undefined, isFolder: true, files };
}

/** What the workspace holds where these outputs should be; those that aren't there are left out. */
export async function presentData({ data }: Pick<Ports, 'data'>, outputs: readonly RecordedOutput[]): Promise<readonly TrackedData[]> {
  const present: TrackedData[] = [];
  for (const { path, info, within } of outputs) {
    const content = await data.describe(within ?? path, info?.hash ?? 'md5');
    if (content !== undefined) {
      const isFolder = isFolderHash(content.info.md5);
      const object = within !== undefined && isFolder ? undefined : { md5: content.info.md5, hash: content.info.hash };
      present.push({ path: within ?? path, object, isFolder, files: content.entries ?? [] });
    }
  }
  return present;
}

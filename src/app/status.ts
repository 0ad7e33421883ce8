import type { DvcFile } from '../core/data/dvc-file.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { importHash } from '../core/data/import-file.ts';
import { isUrl } from '../core/data/output-path.ts';
import { isWithin } from '../core/data/root-path.ts';
import { buildGraph } from '../core/pipeline/graph.ts';
import type { ImportSources } from '../core/import-ports.ts';
import type { LockedStage } from '../core/pipeline/lock-file.ts';
import type { Pipeline, PipelineNode } from '../core/pipeline/pipeline.ts';
import { type DataState, type StageStatus, type StatusEntry, statusEntries } from '../core/pipeline/stage-status.ts';
import { importStatus, isVersionedImport } from './import-status.ts';
import { LockFiles, type OtherLocks } from './lock-files.ts';
import { nearestLock } from './nearest-lock.ts';
import { ParameterFiles } from './parameter-files.ts';
import { warnOfParts } from './partial-data.ts';
import { type Project, showPath } from './project.ts';
import { selectParts, showNode } from './select-nodes.ts';
import { inspectOutputs, lockedInfo } from './stage-facts.ts';

/** What to tell the status of. */
export interface StatusOptions {
  /** Stages, files, folders (with `recursive`) or tracked paths; none: everything. */
  readonly targets: readonly string[];
  readonly recursive: boolean;
  /** Of stages and files also what they depend on. */
  readonly withDeps: boolean;
  /** Where imports came from; with `updates` versioned ones are looked up there. */
  readonly imports?: { readonly sources: ImportSources; readonly updates: boolean };
  /** Locks to hold stages against besides the workspace's. */
  readonly otherLocks?: OtherLocks;
}

/** By address, everything that keeps a stage or `.dvc` file from being up to date; clean ones are left out. */
export type Status = ReadonlyMap<string, readonly StatusEntry[]>;

/** Compares the workspace with what the locks and `.dvc` files say. */
export async function status(project: Project, pipeline: Pipeline, options: StatusOptions): Promise<Status> {
  const graph = buildGraph(pipeline); // throws where a cycle or an output claimed twice leaves no status to tell
  const locks = new LockFiles(project.workspace, options.otherLocks);
  const parameters = new ParameterFiles(project.workspace);
  const found = new Map<string, readonly StatusEntry[]>();
  const { recursive, withDeps } = options;
  for (const { node, within } of selectParts(project, pipeline, options.targets, {
    recursive,
    ...(withDeps ? { dependenciesIn: graph } : {}),
  })) {
    if (node.kind === 'stage' ? node.stage.frozen : node.source.frozen && !isVersionedImport(node.source)) {
      project.console.warn(
        `stage: '${showNode(project, node)}' is frozen. Its dependencies are not going to be shown in the status output.`,
      );
    }
    const { status: state, locked } =
      node.kind === 'stage'
        ? await nearestLock({ data: project.data, parameters }, locks, node.stage)
        : { status: await sourceStatus(project, node.source, options), locked: undefined };
    await warnOfParts(project, changedContents(node, state, locked));
    const entries = statusEntries(within === undefined ? state : onlyWithin(state, within), (path) =>
      isUrl(path) ? path : showPath(project, path),
    );
    if (entries.length > 0) {
      found.set(showNode(project, node), entries);
    }
  }
  return found;
}

/** What is recorded of the outputs of a `.dvc` file or a stage that look changed. */
function changedContents(
  node: PipelineNode,
  state: StageStatus,
  locked: LockedStage | undefined,
): ReadonlyMap<string, HashInfo | undefined> {
  const outs =
    node.kind === 'source'
      ? node.source.outs.map(({ path, hash }) => ({ path, info: hash }))
      : node.stage.outs.map((out) => ({ path: out.path, info: lockedInfo(locked?.outs, out) }));
  const isChanged = (path: string): boolean => ['modified', 'not in cache'].includes(state.outs.get(path) ?? '');
  return new Map(outs.filter(({ path }) => isChanged(path)).map(({ path, info }) => [path, info]));
}

function onlyWithin(state: StageStatus, within: string): StageStatus {
  return { ...state, outs: new Map([...state.outs].filter(([path]) => isWithin(within, path))) };
}

async function sourceStatus(project: Project, source: DvcFile, options: StatusOptions): Promise<StageStatus> {
  const outs = await inspectOutputs(
    project.data,
    source.outs.map((out) => ({ ...out, info: out.hash })),
  );
  const isOurs = source.isImport && !source.isRepositoryImport;
  const isLookedAt = isOurs && (!source.frozen || (options.imports?.updates === true && isVersionedImport(source)));
  const deps =
    isLookedAt && options.imports !== undefined ? await importStatus(options.imports.sources, source) : new Map<string, DataState>();
  const changedChecksum = isOurs && source.source.get('md5') !== importHash(source.source);
  return { deps, params: new Map(), outs, alwaysChanged: false, changedCommand: false, changedChecksum };
}

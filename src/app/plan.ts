import type { DvcFile } from '../core/data/dvc-file.ts';
import { SightlineError } from '../core/errors.ts';
import { findTarget } from '../core/pipeline/find-target.ts';
import { executionOrder } from '../core/pipeline/graph-order.ts';
import { buildGraph, type PipelineGraph } from '../core/pipeline/graph.ts';
import type { LockedStage } from '../core/pipeline/lock-file.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';
import { type PlannedStage, staleReasons } from '../core/pipeline/planned-stage.ts';
import { type DataState, isClean, type StageStatus } from '../core/pipeline/stage-status.ts';
import type { Output, Stage } from '../core/pipeline/stage.ts';
import { bringList, findAtRemotes } from './find-at-remotes.ts';
import { loadPipeline } from './load-pipeline.ts';
import { LockFiles, type OtherLocks } from './lock-files.ts';
import { nearestLock } from './nearest-lock.ts';
import { ParameterFiles } from './parameter-files.ts';
import { atPlace } from './placed-remotes.ts';
import { type BringList, PlannedData } from './planned-data.ts';
import type { Project } from './project.ts';
import { remoteRuns } from './remote-runs.ts';
import { findCachedRun, isRestorable } from './run-cache.ts';
import { RunDigests } from './run-digests.ts';
import { ownRuns, type RunProof, type RunReader, type RunSource } from './run-source.ts';
import { type ExpectedOutput, inspectOutputs, lockedInfo } from './stage-facts.ts';
import { recordInputs } from './stage-record.ts';

/** What to plan, and what else is known. */
export interface PlanOptions {
  /** As the person names them; everything when empty. */
  readonly targets: readonly string[];
  /** Locks of the git note of HEAD. */
  readonly otherLocks: OtherLocks;
  /** `train.code` of the spec. */
  readonly codePaths: readonly string[] | undefined;
  /** Who we are, in records of runs: `sightline 0.1.0`. */
  readonly writer: string;
  /** Tracked data that isn't here counts as it is recorded: a machine that only plans has none. */
  readonly allowMissing?: boolean;
  /** Asks the remotes, too, for whom that is: what they have counts as if it were here. */
  readonly reader?: RunReader;
  /** Set where a lock may be a pull request's word: as of the reader, for a remote that can't be asked. */
  readonly proof?: RunProof | undefined;
  readonly signal: AbortSignal;
}

/**
 * What `train` would do, step by step in its order. Changes nothing; with a reader the cache learns which runs a remote has,
 * and the lists of folders, but no data is brought.
 */
export async function plan(project: Project, options: PlanOptions): Promise<readonly PlannedStage[]> {
  const graph = buildGraph(await loadPipeline(project.workspace));
  const targets = options.targets.flatMap((target) => findTarget(graph, target, project.folder).nodes);
  const planner = new Planner(project, graph, options);
  for (const node of executionOrder(graph, { targets })) {
    if (options.signal.aborted) {
      throw new SightlineError('interrupted', 'interrupted while planning');
    }
    await planner.add(node);
  }
  return planner.steps();
}

class Planner {
  readonly #project: Project;
  readonly #graph: PipelineGraph;
  readonly #locks: LockFiles;
  readonly #parameters: ParameterFiles;
  readonly #data: PlannedData;
  readonly #digests: RunDigests;
  readonly #allowMissing: boolean;
  readonly #reader: RunReader | undefined;
  readonly #source: RunSource;
  readonly #planned = new Map<PipelineNode, PlannedStage>();

  constructor(project: Project, graph: PipelineGraph, options: PlanOptions) {
    this.#project = project;
    this.#graph = graph;
    this.#locks = new LockFiles(project.workspace, options.otherLocks);
    this.#parameters = new ParameterFiles(project.workspace);
    this.#data = new PlannedData(project.data);
    this.#digests = new RunDigests(project, graph.pipeline.stages, options);
    this.#allowMissing = options.allowMissing === true;
    this.#reader = options.reader;
    this.#source = options.reader === undefined ? ownRuns(options) : remoteRuns(project, options.reader, findAtRemotes);
  }

  steps(): readonly PlannedStage[] {
    return [...this.#planned.values()];
  }

  async add(node: PipelineNode): Promise<void> {
    if (node.kind === 'stage') {
      this.#planned.set(node, await this.#planStage(node, node.stage));
      return;
    }
    const gone = await this.#restoreSource(node.source);
    if (gone.length > 0) {
      this.#planned.set(node, { stage: node.address, action: 'restore', reasons: gone.map((path) => `${path} is deleted`) });
      return;
    }
    const outs = node.source.outs.map((out) => ({ ...out, info: out.hash }));
    await this.#countAsRecorded(outs);
    const changed = node.source.frozen ? new Map<string, DataState>() : await inspectOutputs(this.#data, outs);
    const reasons = [...changed].filter(([, state]) => !this.#isMissing(state)).map(([path, state]) => `${path} is ${state}`);
    this.#planned.set(node, { stage: node.address, action: reasons.length === 0 ? 'unchanged' : 'save', reasons });
  }

  /** As `train` with a remote does it: what is recorded and not here is brought. Answers these paths. */
  async #restoreSource(source: DvcFile): Promise<readonly string[]> {
    const gone: string[] = [];
    for (const { path, hash: info, remote } of this.#reader === undefined || this.#allowMissing ? [] : source.outs) {
      if (info !== undefined && (await this.#data.describe(path, info.hash)) === undefined) {
        gone.push(path);
        this.#data.plan(path, info, this.#listsFrom(remote));
      }
    }
    return gone;
  }

  #listsFrom(remote: string | undefined): BringList | undefined {
    const { pullRequest } = this.#reader ?? {};
    return this.#reader === undefined ? undefined : (info) => bringList(atPlace(this.#project, { pullRequest }), info, remote);
  }

  async #planStage(node: PipelineNode, stage: Stage): Promise<PlannedStage> {
    const ports = { data: this.#data, parameters: this.#parameters };
    const nearest = await nearestLock(ports, this.#locks, stage, (one) => isClean(this.#withoutMissing(stage, one)));
    const { locked } = nearest;
    const status = this.#withoutMissing(stage, nearest.status);
    const awaited = stage.frozen ? [] : this.#graph.dependencies(node).filter((other) => this.#isUnknown(other));
    if (awaited.length > 0) {
      const own = staleReasons({ ...status, deps: this.#withoutOutputsOf(awaited, status) }, locked !== undefined);
      const after = `it reads what ${awaited.map(({ address }) => `'${address}'`).join(', ')} will write`;
      return { stage: stage.address, action: own.length > 0 ? 'run' : 'may-run', reasons: [...own, after] };
    }
    if (!(await this.#source.believesLock(stage, locked))) {
      return this.#planUnproven(stage, locked, status);
    }
    if (isClean(status)) {
      await this.#countAsRecorded(stage.outs.map((out) => ({ ...out, info: lockedInfo(locked?.outs, out) })));
      return { stage: stage.address, action: 'unchanged', reasons: [] };
    }
    return this.#planStale(stage, locked, status);
  }

  /** What git keeps is here, so that only data may be missing. */
  #withoutMissing(stage: Stage, status: StageStatus): StageStatus {
    const kept = new Set(stage.outs.flatMap((out) => (out.cache ? [out.path] : [])));
    return { ...status, outs: new Map([...status.outs].filter(([path, state]) => !(kept.has(path) && this.#isMissing(state)))) };
  }

  #isMissing(state: DataState): boolean {
    return this.#allowMissing && state !== 'modified';
  }

  async #countAsRecorded(outs: readonly (ExpectedOutput & Pick<Output, 'remote'>)[]): Promise<void> {
    for (const { path, info, remote } of this.#allowMissing ? outs : []) {
      if (info !== undefined && (await this.#data.describe(path)) === undefined) {
        this.#data.plan(path, info, this.#listsFrom(remote));
      }
    }
  }

  /** A stage whose outputs aren't known before it has run. */
  #isUnknown(node: PipelineNode): boolean {
    const action = this.#planned.get(node)?.action;
    return action === 'run' || action === 'may-run';
  }

  #withoutOutputsOf(nodes: readonly PipelineNode[], status: StageStatus): StageStatus['deps'] {
    return new Map([...status.deps].filter(([path]) => !this.#graph.outputsAt(path).some((output) => nodes.includes(output.node))));
  }

  async #planStale(stage: Stage, locked: LockedStage | undefined, status: StageStatus): Promise<PlannedStage> {
    const step = { stage: stage.address, reasons: staleReasons(status, locked !== undefined) };
    const onlyOutputs = status.deps.size + status.params.size === 0 && !status.changedCommand && !status.alwaysChanged;
    if (locked !== undefined && onlyOutputs && (await isRestorable(this.#project, stage, locked, this.#source.bring(undefined)))) {
      return this.#restore(step, stage, locked);
    }
    return this.#planCached(step, stage, locked);
  }

  /** The lock may be a pull request's word, so only a run of the trusted place counts. */
  async #planUnproven(stage: Stage, locked: LockedStage | undefined, status: StageStatus): Promise<PlannedStage> {
    const why = isClean(status) ? ['no trusted run made what its lock says'] : staleReasons(status, locked !== undefined);
    return this.#planCached({ stage: stage.address, reasons: why }, stage, locked);
  }

  async #planCached(step: Pick<PlannedStage, 'stage' | 'reasons'>, stage: Stage, locked: LockedStage | undefined): Promise<PlannedStage> {
    const { run, reason } = await this.#findCached(stage, locked);
    if (run !== undefined) {
      return this.#restore(step, stage, run);
    }
    return { ...step, action: 'run', ...(reason === undefined ? {} : { notReused: reason }) };
  }

  #restore(step: Pick<PlannedStage, 'stage' | 'reasons'>, stage: Stage, run: LockedStage): PlannedStage {
    for (const out of stage.outs) {
      const info = run.outs.find((entry) => entry.path === out.definition)?.info;
      if (info !== undefined) {
        this.#data.plan(out.path, info, this.#listsFrom(out.remote));
      }
    }
    return { ...step, action: 'restore' };
  }

  /** An input that isn't there yet is told when the stage runs, so here it only means that no run is cached. */
  async #findCached(
    stage: Stage,
    locked: LockedStage | undefined,
  ): Promise<{ readonly run?: LockedStage | undefined; readonly reason?: string | undefined }> {
    try {
      const inputs = await recordInputs({ data: this.#data, parameters: this.#parameters }, stage, { locked, allowMissing: false });
      const found = await findCachedRun({ project: this.#project, digests: this.#digests, source: this.#source }, stage, inputs);
      return found.run === undefined ? { reason: found.reason } : { run: found.run };
    } catch (error) {
      if (error instanceof SightlineError && (error.code === 'missing-file' || error.code === 'missing-parameter')) {
        return {};
      }
      throw error;
    }
  }
}

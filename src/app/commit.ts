import { SightlineError, type Place } from '../core/errors.ts';
import { keepVersion } from '../core/data/keep-versions.ts';
import { buildGraph, placeOfStage } from '../core/pipeline/graph.ts';
import type { LockedEntry } from '../core/pipeline/lock-file.ts';
import type { Pipeline, PipelineNode } from '../core/pipeline/pipeline.ts';
import { isClean } from '../core/pipeline/stage-status.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import { ignoreOutputs } from './ignore-outputs.ts';
import { LockFiles } from './lock-files.ts';
import { ParameterFiles } from './parameter-files.ts';
import type { Project } from './project.ts';
import { saveDvcFile } from './reproduce-dvc-file.ts';
import { saveRun } from './run-cache.ts';
import { saveWithProgress } from './save-with-progress.ts';
import { selectParts, showNode } from './select-nodes.ts';
import { inspectOutputs, inspectStage, lockedInfo } from './stage-facts.ts';
import { recordInputs } from './stage-record.ts';

/** What to record, and how. */
export interface CommitOptions {
  /** None: everything. */
  readonly targets: readonly string[];
  readonly recursive: boolean;
  /** Of stages and files also what they depend on. */
  readonly withDeps: boolean;
  /** Record what changed; without it a change must be confirmed. */
  readonly force: boolean;
  /** Leave out what isn't there. */
  readonly allowMissing: boolean;
  /** `.dvc` files only. */
  readonly dataOnly: boolean;
  readonly noRelink: boolean;
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** Records the workspace's data as it is, without running anything. Answers the files to add to git. */
export async function commit(project: Project, pipeline: Pipeline, options: CommitOptions): Promise<readonly string[]> {
  const changedFiles = new Set<string>();
  const locks = new LockFiles(project.workspace);
  const parts = selectParts(project, pipeline, options.targets, {
    recursive: options.recursive,
    ...(options.withDeps ? { dependenciesIn: buildGraph(pipeline) } : {}),
  });
  for (const { node } of parts.filter((part) => !options.dataOnly || part.node.kind === 'source')) {
    if (node.kind === 'source') {
      await commitSource(project, node, options, changedFiles);
    } else {
      const placeOf = (definition: string): Place => placeOfStage(pipeline, node.stage, definition);
      await commitStage(project, node, { locks, changedFiles, placeOf }, options);
    }
  }
  return [...changedFiles];
}

async function commitSource(
  project: Project,
  node: PipelineNode & { readonly kind: 'source' },
  options: CommitOptions,
  changedFiles: Set<string>,
): Promise<void> {
  const states = await inspectOutputs(
    project.data,
    node.source.outs.map((out) => ({ ...out, info: out.hash, cache: false })), // that the cache lacks it is what commit mends
  );
  if (states.size > 0) {
    await confirmChange(project, node, options);
  }
  for (const out of node.source.outs) {
    if ((await project.data.describe(out.path)) === undefined && !options.allowMissing) {
      throw new SightlineError('missing-file', `'${out.path}' does not exist`, { place: { file: node.file } });
    }
  }
  await saveDvcFile(project, node.source, changedFiles, { force: options.force });
}

interface StageContext {
  readonly locks: LockFiles;
  readonly changedFiles: Set<string>;
  readonly placeOf: (definition: string) => Place;
}

async function commitStage(
  project: Project,
  node: PipelineNode & { readonly kind: 'stage' },
  { locks, changedFiles, placeOf }: StageContext,
  options: CommitOptions,
): Promise<void> {
  const { stage } = node;
  const parameters = new ParameterFiles(project.workspace);
  const locked = (await locks.of(stage)).stages.get(stage.name);
  const status = await inspectStage(
    { data: project.data, parameters },
    { ...stage, frozen: false, outs: stage.outs.map((out) => ({ ...out, cache: false })) },
    locked,
  );
  const isChanged = !isClean({ ...status, alwaysChanged: false });
  if (isChanged) {
    await confirmChange(project, node, options);
  }
  const inputs = await recordInputs({ data: project.data, parameters }, stage, { locked, allowMissing: options.allowMissing, placeOf });
  const outs = await saveOutputs(project, stage, { options, placeOf, before: locked?.outs });
  for (const file of await ignoreOutputs(
    project,
    stage.outs.filter((out) => out.cache).map((out) => out.path),
  )) {
    changedFiles.add(file);
  }
  if ((isChanged || options.force) && !options.allowMissing) {
    await saveRun({ project, keepsGitKeptRuns: false }, stage, { ...inputs, outs }, undefined); // nobody saw the command make these outputs
  }
  const change = await locks.record(stage, { ...inputs, outs }, project.workspace);
  if (change !== 'same') {
    changedFiles.add((await locks.of(stage)).path);
  }
}

async function saveOutputs(
  project: Project,
  stage: Stage,
  {
    options,
    placeOf,
    before,
  }: Pick<StageContext, 'placeOf'> & { readonly options: CommitOptions; readonly before: readonly LockedEntry[] | undefined },
): Promise<readonly LockedEntry[]> {
  const outs: LockedEntry[] = [];
  for (const out of stage.outs) {
    const present = await project.data.describe(out.path);
    if (present === undefined && !options.allowMissing) {
      throw new SightlineError('missing-file', `'${out.definition}', an output of stage '${stage.address}', does not exist`, {
        place: placeOf(out.definition),
      });
    }
    const recorded = lockedInfo(before, out);
    const known = { recorded, force: options.force };
    const content =
      present !== undefined && out.cache ? await saveWithProgress(project, out.path, { asCopy: options.noRelink }, known) : present;
    outs.push({ path: out.definition, info: content && keepVersion(recorded, content.info) });
  }
  return outs;
}

async function confirmChange(project: Project, node: PipelineNode, options: CommitOptions): Promise<void> {
  const confirmed =
    options.force || (await options.confirm?.(`'${showNode(project, node)}' changed. Are you sure you want to commit it?`)) === true;
  if (!confirmed) {
    throw new SightlineError('unsaved-changes', `'${showNode(project, node)}' changed, and was not committed`, {
      place: { file: node.file },
      hint: 'Use -f to record it as it is now, as if the stage had made it.',
    });
  }
}

import type { DvcFile } from '../core/data/dvc-file.ts';
import { updateImportFile } from '../core/data/import-file.ts';
import { isRecorded, parseImportPlace, type SourceState } from '../core/data/import-source.ts';
import { SightlineError } from '../core/errors.ts';
import type { ImportSource, ImportSources } from '../core/import-ports.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import type { ValueMap } from '../core/value/value.ts';
import { fetchImport, type FetchImportOptions } from './fetch-import.ts';
import { ignoreOutputs } from './ignore-outputs.ts';
import { openSink } from './import-sink.ts';
import { type Project, showPath } from './project.ts';
import { rewriteDvcFile } from './rewrite-dvc-file.ts';
import { changedMeanwhile } from './rewrite-file.ts';
import { selectParts } from './select-nodes.ts';
import { inspectOutputs } from './stage-facts.ts';
import { updateFromWorktree } from './update-worktree.ts';

/** What to update, and how. */
export interface UpdateRequest extends FetchImportOptions {
  readonly targets: readonly string[];
  readonly recursive: boolean;
  /** Record what the source holds without downloading it. */
  readonly noDownload: boolean;
  /** Send the data to a remote, the default one without a name, instead of placing it in the workspace. */
  readonly toRemote: { readonly name: string | undefined } | undefined;
}

/** Brings imports up to date with where they came from. Answers the files that changed. */
export async function updateImports(
  project: Project,
  sources: ImportSources,
  pipeline: Pipeline,
  request: UpdateRequest,
): Promise<readonly string[]> {
  const nodes = new Set(selectParts(project, pipeline, request.targets, { recursive: request.recursive }).map(({ node }) => node));
  const pushed = [...nodes].filter((node) => node.kind === 'source' && isPushedWithVersions(node.source));
  const files = [...nodes].flatMap((node) => (node.kind === 'source' && !pushed.includes(node) ? [node.source] : []));
  const imports = request.recursive ? files.filter((file) => file.isImport) : files;
  for (const file of imports) {
    refuseOther(file);
  }
  if (pushed.length > 0 && (request.noDownload || request.toRemote !== undefined)) {
    throw new SightlineError('invalid-option', "--no-download and --to-remote can't be used with worktree update");
  }
  const changed = [...(await updateFromWorktree(project, pushed, request))];
  for (const file of imports) {
    changed.push(...(await updateImport(project, sources, file, request)));
  }
  return changed;
}

/** Data that isn't imported can be updated only from a remote that keeps each file under its own path. */
function isPushedWithVersions({ isImport, outs }: DvcFile): boolean {
  return !isImport && outs.some(({ hash }) => hash?.cloud !== undefined || hash?.files !== undefined);
}

function refuseOther(file: DvcFile): void {
  const place = { place: { file: file.path } };
  if (!file.isImport) {
    throw new SightlineError('unknown-target', 'the file tracks data that was not imported', {
      ...place,
      hint: "Use 'sightline add' to record data that changed here.",
    });
  }
  if (file.isRepositoryImport || file.deps.length !== 1 || file.outs.length !== 1 || file.deps[0]?.definition === '') {
    throw new SightlineError('not-yet', 'imports from other repositories and databases are not updated here', {
      ...place,
      hint: `Run 'dvc update ${file.path}': both tools share one cache.`,
    });
  }
}

async function updateImport(project: Project, sources: ImportSources, file: DvcFile, request: UpdateRequest): Promise<readonly string[]> {
  const [out] = file.outs;
  const { definition } = file.deps[0] ?? { definition: '' };
  const { source, state } = await lookAt(sources, file, request.signal);
  const shown = showPath(project, file.path);
  const recorded = file.deps[0]?.source;
  if (out === undefined || recorded === undefined) {
    return [];
  }
  const isSame = isRecorded(recorded, state) && out.hash !== undefined;
  const states = await inspectOutputs(project.data, [{ ...out, info: out.hash }]);
  if (isSame && (states.size === 0 || request.noDownload || request.toRemote !== undefined)) {
    project.console.info(`'${shown}' didn't change, skipping`);
    return [];
  }
  if (states.get(out.path) === 'modified' && !request.noDownload && request.toRemote === undefined) {
    await refuseLoss(project, file, out.path);
  }
  project.console.info(`Importing '${definition}' -> '${showPath(project, out.path)}'`);
  const hash = request.noDownload
    ? undefined
    : await fetchImport(project, await openSink(project, request.toRemote), source, state, definition, request);
  const changed = new Set(await ignoreOutputs(project, [out.path]));
  const update = (now: DvcFile): ValueMap => {
    if (now.deps[0]?.definition !== definition || now.outs[0]?.definition !== out.definition) {
      throw changedMeanwhile(file.path);
    }
    return updateImportFile(now, state, hash);
  };
  if (await rewriteDvcFile(project, file.path, update)) {
    changed.add(file.path);
  }
  if (hash !== undefined && request.toRemote === undefined) {
    await project.data.checkout(out.path, hash, { force: true });
  }
  return [...changed];
}

async function lookAt(
  sources: ImportSources,
  file: DvcFile,
  signal: AbortSignal,
): Promise<{ readonly source: ImportSource; readonly state: SourceState }> {
  const [dep] = file.deps;
  const definition = dep?.definition ?? '';
  const source = await sources.open(parseImportPlace(definition, file.wdir), dep?.config ?? { settings: new Map() });
  const state = await source.state(signal);
  if (state === undefined) {
    throw new SightlineError('missing-file', `'${definition}', which it was imported from, does not exist any more`, {
      place: { file: file.path },
      hint: 'The data that was imported before stays as it is.',
    });
  }
  return { source, state };
}

/** What was changed here and isn't in the cache would be gone; a folder may well be half of what it was and half of what comes. */
async function refuseLoss(project: Project, file: DvcFile, path: string): Promise<void> {
  const present = await project.data.describe(path);
  const contents = present === undefined ? [] : (present.entries ?? [present.info]);
  if ((await project.transfers.absent(contents.map(({ md5 }) => ({ md5, hash: 'md5' })))).length > 0) {
    throw new SightlineError('unsaved-changes', `'${showPath(project, path)}' was changed here since it was imported`, {
      place: { file: file.path },
      hint: `Move it away, or restore it with 'sightline checkout --force ${showPath(project, path)}', and update then.`,
    });
  }
}

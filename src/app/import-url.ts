import { editDvcText } from '../core/data/edit-dvc-text.ts';
import { createImportFile, inOrderOf } from '../core/data/import-file.ts';
import { parseImportPlace } from '../core/data/import-source.ts';
import { isUrl } from '../core/data/output-path.ts';
import { checkSourceConfig } from '../core/data/bucket-settings.ts';
import { baseName, isOutside, parentOf, relativeTo } from '../core/data/root-path.ts';
import type { ImportSources } from '../core/import-ports.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { isMap, type ValueMap } from '../core/value/value.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import { fetchImport, type FetchImportOptions, stateOf } from './fetch-import.ts';
import { ignoreOutputs } from './ignore-outputs.ts';
import { openSink } from './import-sink.ts';
import { importTarget, refuseOwned, refusePresent } from './import-target.ts';
import { type Project, rootPath, showPath } from './project.ts';

/** What to import, and how. */
export interface ImportRequest extends FetchImportOptions {
  readonly url: string;
  /** As typed; undefined takes the name from the url. */
  readonly out: string | undefined;
  /** Replace what is there. */
  readonly force: boolean;
  /** `record` looks at the source without downloading, `nothing` doesn't look at it. */
  readonly fetch: 'all' | 'record' | 'nothing';
  /** `fs_config`: how the place is asked. */
  readonly settings: ValueMap;
  /** Send the data to a remote, the default one without a name, instead of placing it in the workspace. */
  readonly toRemote: { readonly name: string | undefined } | undefined;
}

/** Brings data from elsewhere under control, and records where it came from. Answers the files to add to git. */
export async function importUrl(
  project: Project,
  sources: ImportSources,
  pipeline: Pipeline,
  request: ImportRequest,
): Promise<readonly string[]> {
  const path = await importTarget(project, request.url, request.out);
  if (!request.force && request.toRemote === undefined) {
    await refusePresent(project, path);
  }
  const file = `${path}.dvc`;
  refuseOwned(pipeline, path, file);
  const from = isUrl(request.url) ? request.url : spellPath(project, request.url, parentOf(path));
  const place = parseImportPlace(from, parentOf(path));
  const { settings } = request;
  checkSourceConfig(place, { settings });
  const record = { from, out: baseName(path), settings };
  if (request.fetch === 'nothing') {
    return save(project, pipeline, path, createImportFile({ ...record, state: undefined, hash: undefined }));
  }
  project.console.info(`Importing '${request.url}' -> '${showPath(project, path)}'`);
  const source = await sources.open(place, { settings });
  const state = await stateOf(source, request.url, request.signal);
  const hash =
    request.fetch === 'record'
      ? undefined
      : await fetchImport(project, await openSink(project, request.toRemote), source, state, request.url, request);
  const changed = await save(project, pipeline, path, createImportFile({ ...record, state, hash }));
  if (hash !== undefined && request.toRemote === undefined) {
    await project.data.checkout(path, hash, { force: true });
  }
  return changed;
}

async function save(project: Project, pipeline: Pipeline, path: string, content: ValueMap): Promise<readonly string[]> {
  const changed = new Set(await ignoreOutputs(project, [path]));
  const file = `${path}.dvc`;
  const before = await project.workspace.readText(file);
  const ordered = inOrderOf(pipeline.sources.find((source) => source.path === file)?.source, content);
  const text = before === undefined || !isMap(ordered) ? writeYaml(content) : editDvcText(before, ordered, file);
  if (before !== text) {
    await project.workspace.write(file, text);
    changed.add(file);
  }
  return [...changed];
}

/** A path of this machine as the `.dvc` file spells it: absolute ones outside of the project stay. */
function spellPath(project: Project, typed: string, wdir: string): string {
  const path = rootPath(project, typed);
  return typed.startsWith('/') && isOutside(path) ? typed : relativeTo(wdir, path);
}

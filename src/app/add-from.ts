import { createDvcFile, type DvcFile } from '../core/data/dvc-file.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { type ImportPlace, parseImportPlace } from '../core/data/import-source.ts';
import { isUrl } from '../core/data/output-path.ts';
import { baseName, isOutside } from '../core/data/root-path.ts';
import type { ImportSources } from '../core/import-ports.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import { fetchImport, type FetchImportOptions, stateOf } from './fetch-import.ts';
import { ignoreOutputs, refuseTracked } from './ignore-outputs.ts';
import { openSink } from './import-sink.ts';
import { allowedTarget, importTarget, refuseOwned, refusePresent } from './import-target.ts';
import { notePart, refusePart } from './partial-data.ts';
import { type Project, rootPath } from './project.ts';
import { refuseLinkedFolder } from './refuse-linked-folder.ts';
import { rewriteOutputs } from './rewrite-dvc-file.ts';

/** Data from elsewhere to track, and where. */
export interface AddFromRequest extends FetchImportOptions {
  /** A url, or a path as typed. */
  readonly from: string;
  /** As typed; undefined, only with `toRemote`, stands for where the data is, or for the name in the url. */
  readonly out: string | undefined;
  /** Replace what is there. */
  readonly force: boolean;
  /** Send the data to a remote, the default one without a name, instead of placing it in the workspace. */
  readonly toRemote: { readonly name: string | undefined } | undefined;
}

/** Tracks a copy of data from elsewhere; where it came from isn't recorded. Answers the files to add to git. */
export async function addFrom(
  project: Project,
  sources: ImportSources,
  pipeline: Pipeline,
  request: AddFromRequest,
): Promise<readonly string[]> {
  const { from, out, toRemote, signal } = request;
  const place: ImportPlace = isUrl(from) ? parseImportPlace(from, '.') : { kind: 'path', path: rootPath(project, from) };
  const isHere = place.kind === 'path' && !isOutside(place.path);
  const path = isHere && out === undefined ? allowedTarget(project, from) : await importTarget(project, from, out);
  if (out !== undefined && !request.force) {
    await refusePresent(project, path);
  }
  await refuseLinkedFolder(project.workspace, path);
  const owner = pipeline.sources.find((source) => source.outs.some((tracked) => tracked.path === path));
  refuseOwned(pipeline, path, owner?.path ?? `${path}.dvc`);
  await (toRemote === undefined ? refuseTracked(project, [path]) : undefined);
  if (isHere) {
    const recorded = pipeline.sources.flatMap((source) => source.outs).find((tracked) => tracked.path === place.path)?.hash;
    await refusePart(project, place.path, recorded);
  }
  const source = await sources.open(place, { settings: new Map() });
  const state = await stateOf(source, from, signal);
  const hash = await fetchImport(project, await openSink(project, toRemote), source, state, from, request);
  const ignored = toRemote === undefined ? await ignoreOutputs(project, [path]) : [];
  const recorded = await record(project, path, owner, hash);
  if (toRemote === undefined) {
    await project.data.checkout(path, hash, { force: true });
    await notePart(project, { restored: new Map([[path, hash]]), gone: [], part: undefined });
  }
  return [...recorded, ...ignored];
}

/** Writes the path's `.dvc` file; in one that is there already only the content changes. */
async function record(project: Project, path: string, owner: DvcFile | undefined, hash: HashInfo): Promise<readonly string[]> {
  const known = owner?.outs.find((out) => out.path === path);
  if (owner !== undefined && known !== undefined) {
    return (await rewriteOutputs(project, owner.path, new Map([[known.definition, () => hash]]))) ? [owner.path] : [];
  }
  const file = `${path}.dvc`;
  await project.workspace.write(file, writeYaml(createDvcFile(baseName(path), hash)));
  return [file];
}

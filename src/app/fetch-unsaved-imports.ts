import type { DvcFile, DvcFileOutput } from '../core/data/dvc-file.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { isLookedAt, isRecorded, parseImportPlace, recordedVersions, type SourceState } from '../core/data/import-source.ts';
import { SightlineError } from '../core/errors.ts';
import type { ImportSource, ImportSources } from '../core/import-ports.ts';
import { fetchImport, type FetchImportOptions, stateOf } from './fetch-import.ts';
import { cacheSink } from './import-sink.ts';
import type { Project } from './project.ts';
import type { Part } from './select-nodes.ts';

/** What came of imports that were recorded without being downloaded. */
export interface UnsavedImports {
  /** What the cache has of them now, by path of the output. */
  readonly contents: ReadonlyMap<string, HashInfo>;
  /** Files that came. */
  readonly count: number;
  /** Why the first of those that didn't come didn't. */
  readonly failure: SightlineError | undefined;
}

/** Brings imports of which only what their source held is recorded, if it still holds that. Their `.dvc` files stay as they are. */
export async function fetchUnsavedImports(
  project: Project,
  sources: ImportSources,
  parts: readonly Part[],
  options: FetchImportOptions,
): Promise<UnsavedImports> {
  const contents = new Map<string, HashInfo>();
  let count = 0;
  let failure: SightlineError | undefined;
  for (const { node } of parts) {
    const file = node.kind === 'source' ? node.source : undefined;
    const out = file === undefined ? undefined : unsavedOutput(file);
    if (file === undefined || out === undefined) {
      continue;
    }
    try {
      const { info, files } = await bring(project, sources, file, options);
      contents.set(out.path, info);
      count += files;
    } catch (error) {
      if (!(error instanceof SightlineError)) {
        throw error;
      }
      failure ??= error;
    }
  }
  return { contents, count, failure };
}

/** The output of an import whose source was looked at, but whose data never came. */
function unsavedOutput({ deps, outs, isRepositoryImport }: DvcFile): DvcFileOutput | undefined {
  const [[dep, ...otherDeps], [out, ...otherOuts]] = [deps, outs];
  const isOne = otherDeps.length === 0 && otherOuts.length === 0 && !isRepositoryImport;
  return isOne && out?.hash === undefined && dep !== undefined && isLookedAt(dep.source) ? out : undefined;
}

async function bring(
  project: Project,
  sources: ImportSources,
  file: DvcFile,
  options: FetchImportOptions,
): Promise<{ readonly info: HashInfo; readonly files: number }> {
  const [dep] = file.deps;
  const definition = dep?.definition ?? '';
  const place = parseImportPlace(definition, file.wdir);
  const md5 = dep?.source.get('md5');
  if (place.kind === 'path' && typeof md5 === 'string') {
    const info: HashInfo = { md5, hash: 'md5' }; // of a path of this machine that is the content's own
    if ((!isFolderHash(md5) || (await project.data.entries(info)) !== undefined) && (await project.data.missing(info)).length === 0) {
      return { info, files: 0 };
    }
  }
  const source = await sources.open(place, dep?.config ?? { settings: new Map() });
  const state = await recordedState(source, file, options.signal);
  const info = await fetchImport(project, cacheSink(project), source, state, definition, options);
  return { info, files: state.files.length };
}

/** Versions can be had as they were recorded; anything else only while it is still there. */
async function recordedState(source: ImportSource, { path, deps }: DvcFile, signal: AbortSignal): Promise<SourceState> {
  const [dep] = deps;
  const versions = dep === undefined ? undefined : recordedVersions(dep.source);
  if (versions !== undefined) {
    return versions;
  }
  const state = await stateOf(source, dep?.definition ?? '', signal);
  if (dep === undefined || !isRecorded(dep.source, state)) {
    throw new SightlineError('remote-data-missing', `'${dep?.definition}' doesn't hold any more what is recorded of it`, {
      place: { file: path },
      hint: `Run 'sightline update ${path}' to take what is there now.`,
    });
  }
  return state;
}

import { parseImportPlace, recordedVersions } from '../core/data/import-source.ts';
import { type SourceConfig, versionAware } from '../core/data/source-config.ts';
import { SightlineError } from '../core/errors.ts';
import type { ImportSources } from '../core/import-ports.ts';
import { fetchImport, type FetchImportOptions } from './fetch-import.ts';
import { cacheSink } from './import-sink.ts';
import type { Project } from './project.ts';
import type { UsedOutput } from './used-outputs.ts';

/** What is left to ask of remotes. */
export interface FetchedImports {
  readonly left: readonly UsedOutput[];
  /** Files that came. */
  readonly count: number;
}

/** Brings imports that are recorded with versions from where they came from: they are never pushed, so no remote has them. */
export async function fetchVersionedImports(
  project: Project,
  sources: ImportSources,
  outputs: readonly UsedOutput[],
  options: FetchImportOptions,
): Promise<FetchedImports> {
  const left: UsedOutput[] = [];
  let count = 0;
  for (const used of outputs) {
    const file = used.node.kind === 'source' ? used.node.source : undefined;
    const [dep] = file?.deps ?? [];
    const state = dep === undefined ? undefined : recordedVersions(dep.source);
    if (file === undefined || dep === undefined || state === undefined || used.push) {
      left.push(used);
    } else if ((await project.data.missing(used.info)).length > 0) {
      const source = await sources.open(parseImportPlace(dep.definition, file.wdir), inVersions(dep.config));
      const { md5 } = await fetchImport(project, cacheSink(project), source, state, dep.definition, options);
      if (md5 !== used.info.md5) {
        throw new SightlineError('wrong-content', `'${dep.definition}' has other content than was imported from it`, {
          place: { file: file.path },
          hint: `Run 'sightline update ${file.path}' to take what is there now.`,
        });
      }
      count += state.files.length;
    }
  }
  return { left, count };
}

/** The remote that was imported from may have said by itself that it keeps versions, and may say so no more. */
function inVersions(config: SourceConfig): SourceConfig {
  return { ...config, settings: new Map([...config.settings, [versionAware, true]]) };
}

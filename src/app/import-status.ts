import type { DvcFile } from '../core/data/dvc-file.ts';
import { isRecorded, parseImportPlace } from '../core/data/import-source.ts';
import { asksForVersions } from '../core/data/source-config.ts';
import { isUrl } from '../core/data/output-path.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import type { ImportSources } from '../core/import-ports.ts';
import type { DataState } from '../core/pipeline/stage-status.ts';

/** Whether an import's files were recorded with their versions, so that one can tell cheaply what is newer. */
export function isVersionedImport(file: DvcFile): boolean {
  return file.deps.some((dep) => asksForVersions(dep.config) || dep.source.has('version_id') || dep.source.has('files'));
}

/** How the places that an import came from differ from what was recorded of them. */
export async function importStatus(sources: ImportSources, file: DvcFile): Promise<ReadonlyMap<string, DataState>> {
  const states = new Map<string, DataState>();
  for (const { definition, config, source: recorded } of file.deps) {
    const source = await sources.open(parseImportPlace(definition, file.wdir), config);
    const state = await source.state();
    if (state === undefined || !isRecorded(recorded, state)) {
      const shown = isUrl(definition) ? definition : joinFromRoot(file.wdir, definition);
      states.set(shown, state === undefined ? 'deleted' : 'modified');
    }
  }
  return states;
}

import type { DvcFile } from '../core/data/dvc-file.ts';
import { isLookedAt } from '../core/data/import-source.ts';
import { SightlineError } from '../core/errors.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';

/** Why an output can't be restored whose content isn't recorded, and which command helps. */
export function nothingRecorded(path: string, owner: PipelineNode): SightlineError {
  if (owner.kind === 'source' && owner.source.isImport) {
    return new SightlineError('missing-data', `'${path}' was imported without its data`, { hint: hintFor(owner.source) });
  }
  return new SightlineError('missing-data', `nothing is recorded of '${path}'`, {
    hint: owner.kind === 'stage' ? 'Run the stage that writes it.' : `Put the data there, then run 'sightline commit ${owner.file}'.`,
  });
}

function hintFor({ path, deps, isRepositoryImport }: DvcFile): string {
  if (isRepositoryImport) {
    return `Run 'dvc pull ${path}', which brings it from the other repository: both tools share one cache.`;
  }
  return deps.some((dep) => isLookedAt(dep.source))
    ? `Run 'sightline pull ${path}', which brings what is recorded of its source.`
    : `Run 'sightline update ${path}', which brings what its source holds now.`;
}

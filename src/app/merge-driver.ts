import { parseDvcFile } from '../core/data/dvc-file.ts';
import { editDvcText } from '../core/data/edit-dvc-text.ts';
import { baseName } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { type Merge, mergeLocks } from '../core/merge/merge-lock.ts';
import { markConflict, takeSide, writeMergedFile } from '../core/merge/merged-text.ts';
import { parseLockFile } from '../core/pipeline/lock-file.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import type { ValueMap } from '../core/value/value.ts';
import { type DvcFileVersions, mergeDvcFiles } from './merge-dvc-file.ts';
import type { MergeData } from './merge-folder-output.ts';

/** A file of DVC's that git merges. */
export interface MergeRequest {
  /** From the project's root. */
  readonly path: string;
  /** Empty where there is no common ancestor. */
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** How many signs git's conflict markers have. */
  readonly markerSize: number;
}

/** What came of it. */
export interface MergeResult {
  /** With markers around the parts in conflict. */
  readonly text: string;
  /** A sentence each; none when the merge is whole. */
  readonly conflicts: readonly string[];
  readonly notes: readonly string[];
}

/** Merges a dvc.lock or a `.dvc` file as what it means rather than as lines. Throws when a branch's file isn't valid. */
export async function mergeFiles(data: MergeData, request: MergeRequest): Promise<MergeResult> {
  return baseName(request.path) === 'dvc.lock' || request.path.endsWith('.lock') ? mergeLockTexts(request) : mergeDvcTexts(data, request);
}

function mergeLockTexts(request: MergeRequest): MergeResult {
  const read = (text: string): ValueMap =>
    parseLockFile(text.trim() === '' ? undefined : readYaml(text, request.path), request.path).source;
  const merge = mergeLocks({ base: readBase(request, read), ours: read(request.ours), theirs: read(request.theirs) });
  return { text: writeMergedFile(merge.file, request.markerSize), conflicts: merge.conflicts, notes: merge.notes };
}

async function mergeDvcTexts(data: MergeData, request: MergeRequest): Promise<MergeResult> {
  const { path } = request;
  const read = (text: string): DvcFileVersions['ours'] => parseDvcFile(readYaml(text, path), path);
  const versions = { base: readBase(request, read), ours: read(request.ours), theirs: read(request.theirs) };
  const merge = await mergeDvcFiles(data, versions);
  return { text: writeDvcText(request, versions, merge), conflicts: merge.conflicts, notes: merge.notes };
}

/** Where merged branches were merged before, git makes up an ancestor, which may hold markers: then there is none. */
function readBase<Read>(request: MergeRequest, read: (text: string) => Read): Read | undefined {
  try {
    return request.base.trim() === '' ? undefined : read(request.base);
  } catch (error) {
    if (error instanceof SightlineError) {
      return undefined;
    }
    throw error;
  }
}

const comment = /(?:^|\s)#/m;

/** Comments stay: those of the branch that changed them, else of ours. Then and for imports a conflict is on the whole file. */
function writeDvcText(request: MergeRequest, versions: DvcFileVersions, merge: Merge): string {
  const { ours, theirs, base, path, markerSize } = request;
  const isWhole = versions.ours.isImport || versions.theirs.isImport || comment.test(ours) || comment.test(theirs);
  if (merge.conflicts.length === 0) {
    const canvas = commentsOf(ours) === commentsOf(base) ? theirs : ours;
    return editDvcText(canvas, takeSide(merge.file, 'ours'), path);
  }
  return isWhole
    ? markConflict(
        editDvcText(ours, takeSide(merge.file, 'ours'), path),
        editDvcText(theirs, takeSide(merge.file, 'theirs'), path),
        markerSize,
      )
    : writeMergedFile(merge.file, markerSize);
}

function commentsOf(text: string): string {
  return text
    .split('\n')
    .map((line) => /(?:^|\s)#.*$/.exec(line)?.[0].trim() ?? '')
    .filter((found) => found !== '')
    .join('\n');
}

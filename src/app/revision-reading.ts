import { SightlineError } from '../core/errors.ts';
import type { ObjectStore } from '../core/data-ports.ts';
import type { FileReading, RevisionReading } from '../core/pipeline/metrics.ts';
import type { Tree } from '../core/ports.ts';
import { readDataFile } from '../core/value/read-parameter-file.ts';
import type { Value } from '../core/value/value.ts';
import { loadPipeline, type Pipeline } from './load-pipeline.ts';
import { TrackedFiles } from './tracked-files.ts';

/** What to read of a tree. */
export interface Wanted {
  /** What to take from the content of each file, by path from the root. */
  readonly files: ReadonlyMap<string, (content: Value) => Value>;
  /** Values that are known without reading, by path; a file that is read comes before what is known of it. */
  readonly known?: ReadonlyMap<string, Value>;
}

/**
 * Reads files that a tree's pipeline names. A file that can't be read says why and the others are read
 * nevertheless; a pipeline that can't be read says why for the revision.
 */
export async function readRevision(
  objects: ObjectStore,
  tree: Tree,
  wanted: (pipeline: Pipeline) => Promise<Wanted> | Wanted,
): Promise<RevisionReading> {
  try {
    const pipeline = await loadPipeline(tree);
    const files = new TrackedFiles(tree, objects, pipeline);
    const readings = new Map<string, FileReading>();
    const { files: paths, known } = await wanted(pipeline);
    for (const [path, take] of paths) {
      for (const file of await files.expand(path)) {
        readings.set(file, readings.get(file) ?? (await readFile(files, file, take)));
      }
    }
    for (const [path, data] of known ?? []) {
      readings.set(path, readings.get(path) ?? { data });
    }
    return { files: readings };
  } catch (error) {
    return { error: userError(error) };
  }
}

async function readFile(files: TrackedFiles, path: string, take: (content: Value) => Value): Promise<FileReading> {
  try {
    return { data: take(readDataFile(await files.readText(path), path)) };
  } catch (error) {
    return { error: userError(error) };
  }
}

/** Only what the person can put right is part of a reading. */
function userError(error: unknown): SightlineError {
  if (error instanceof SightlineError && error.fault === 'user') {
    return error;
  }
  throw error;
}

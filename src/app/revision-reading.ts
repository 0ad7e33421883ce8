import { SightlineError } from '../core/errors.ts';
import type { ObjectStore } from '../core/data-ports.ts';
import type { FileReading, RevisionReading } from '../core/pipeline/metrics.ts';
import type { Tree } from '../core/ports.ts';
import { readDataFile } from '../core/value/read-parameter-file.ts';
import type { Value } from '../core/value/value.ts';
import { loadPipeline, type Pipeline } from './load-pipeline.ts';
import { TrackedFiles } from './tracked-files.ts';

/** What to take from the files that a pipeline names, by path from the root. */
export type WantedFiles = ReadonlyMap<string, (content: Value) => Value>;

/**
 * Reads files that a tree's pipeline names. A file that can't be read says why and the others are read
 * nevertheless; a pipeline that can't be read says why for the revision.
 */
export async function readRevision(
  objects: ObjectStore,
  tree: Tree,
  wanted: (pipeline: Pipeline) => Promise<WantedFiles> | WantedFiles,
): Promise<RevisionReading> {
  try {
    const pipeline = await loadPipeline(tree);
    const files = new TrackedFiles(tree, objects, pipeline.stages);
    const readings = new Map<string, FileReading>();
    for (const [path, take] of await wanted(pipeline)) {
      for (const file of await files.expand(path)) {
        readings.set(file, readings.get(file) ?? (await readFile(files, file, take)));
      }
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

import type { ObjectStore } from '../core/data-ports.ts';
import { buildGraph } from '../core/pipeline/graph.ts';
import type { LockFile } from '../core/pipeline/lock-file.ts';
import { lockNoteRef, parseLockNote } from '../core/pipeline/lock-note.ts';
import type { Git } from '../core/ports.ts';
import { CommitData } from './commit-data.ts';
import { CommittedTree } from './committed-tree.ts';
import { loadPipeline } from './load-pipeline.ts';
import { LockFiles } from './lock-files.ts';

/** What reading a commit needs from the outside. */
export interface CommitSource {
  readonly git: Pick<Git, 'resolve' | 'tree' | 'readNote' | 'prefix'>;
  readonly data: ObjectStore;
}

/**
 * The locks that the note on a commit (its id, or HEAD) holds; none when there is no such note or commit.
 * Throws `invalid-lock-file` for a broken one.
 */
export async function noteLocks(git: Pick<Git, 'readNote' | 'prefix'>, commit: string): Promise<ReadonlyMap<string, LockFile>> {
  const note = await git.readNote(lockNoteRef, commit);
  return note === undefined ? new Map() : parseLockNote(note, await git.prefix());
}

/** The files of a commit together with the data that its `.dvc` files and its lock name, read from the cache. */
export async function openCommit(source: CommitSource, revision: string): Promise<CommittedTree> {
  const tree = await source.git.tree(revision);
  const pipeline = await loadPipeline(tree);
  buildGraph(pipeline); // a cycle would have no end
  const commit = await source.git.resolve(revision);
  const locks = new LockFiles(tree, async () => (commit === undefined ? new Map() : noteLocks(source.git, commit)));
  const ports = { tree, pipeline, locks, objects: source.data };
  return new CommittedTree(ports, new CommitData(ports));
}

import { SightlineError } from '../core/errors.ts';
import { lockNoteRef, parseLockNote } from '../core/pipeline/lock-note.ts';
import type { Content, ObjectStore } from '../core/data-ports.ts';
import { buildGraph } from '../core/pipeline/graph.ts';
import type { Git, Tree } from '../core/ports.ts';
import { CommitData } from './commit-data.ts';
import { loadPipeline } from './load-pipeline.ts';
import { LockFiles, type OtherLocks } from './lock-files.ts';

/** What reading a commit needs from the outside. */
export interface CommitSource {
  readonly git: Pick<Git, 'resolve' | 'tree' | 'readNote'>;
  readonly data: ObjectStore;
}

/** The locks that the note on a commit holds; none when there is no note. Throws `invalid-lock-file` for a broken one. */
export async function readLockNote(git: Pick<Git, 'resolve' | 'readNote'>, revision: string): Promise<OtherLocks> {
  const commit = await git.resolve(revision);
  const note = commit === undefined ? undefined : await git.readNote(lockNoteRef, commit);
  return note === undefined ? new Map() : parseLockNote(note);
}

/** A commit's files and tracked data. */
export interface OpenCommit extends Tree {
  /** What a path holds; undefined when the commit has no such path, or only a lock that doesn't fit has it. */
  describe(path: string): Promise<Content | undefined>;
}

/**
 * The files of a commit together with the data that its `.dvc` files and its lock name, read from the cache.
 * Reading an output whose stage was never run on this commit throws `stale-lock`.
 */
export async function openCommit(source: CommitSource, revision: string): Promise<OpenCommit> {
  const tree = await source.git.tree(revision);
  const pipeline = await loadPipeline(tree);
  buildGraph(pipeline); // a cycle would have no end
  const locks = new LockFiles(tree, await readLockNote(source.git, revision));
  const commit = new CommitData({ tree, pipeline, locks, objects: source.data });
  const readTracked = async (path: string, limit?: number): Promise<Uint8Array | undefined> => {
    const tracked = await commit.tracked(path);
    if (tracked === undefined) {
      refuseStale(commit, path, revision);
      return undefined;
    }
    const bytes = await source.data.read(tracked.info, tracked.path === path ? undefined : path.slice(tracked.path.length + 1));
    if (limit !== undefined && bytes !== undefined && bytes.length > limit) {
      throw new SightlineError('file-too-large', `it has ${bytes.length} bytes, and ${limit} are allowed`, { place: { file: path } });
    }
    return bytes;
  };
  const readBytes = async (path: string, limit?: number): Promise<Uint8Array | undefined> =>
    (await tree.readBytes(path, limit)) ?? readTracked(path, limit);
  return {
    ...tree,
    describe: (path) => commit.describe(path),
    readBytes,
    readText: async (path) => {
      const bytes = await readBytes(path);
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
  };
}

function refuseStale(commit: CommitData, path: string, revision: string): void {
  const stage = commit.producer(path);
  if (stage !== undefined) {
    throw new SightlineError('stale-lock', `stage '${stage.address}', which writes ${path}, has not run on ${revision} as it is now`);
  }
}

import type { HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';
import type { Tree } from '../core/ports.ts';
import { loadPipeline, type Pipeline } from './load-pipeline.ts';
import { LockFiles, type OtherLocks } from './lock-files.ts';
import type { Part } from './select-nodes.ts';

/** An output that DVC's cache keeps, and the content that a lock or `.dvc` file of one revision names. */
export interface UsedOutput {
  /** From the root. */
  readonly path: string;
  readonly info: HashInfo;
  readonly node: PipelineNode;
  /** False where `push: false` keeps it on the machine. */
  readonly push: boolean;
  /** The one remote that it may go to. */
  readonly remote: string | undefined;
  /** Only what lies at or below this path is asked for. */
  readonly within: string | undefined;
}

/** A content, and the path that it is for; only what lies at or below `within` is needed. */
export type WantedContent = Pick<UsedOutput, 'path' | 'info' | 'within'>;

/** What of a tree is asked for. */
export interface UsedOptions {
  /** Locks besides the tree's own, as those of a note on the commit. */
  readonly otherLocks?: OtherLocks;
  /** Those that git keeps instead of the cache; of runs the cache has copies of them. */
  readonly ofGit?: boolean;
  /** Defaults to everything. */
  readonly select?: (pipeline: Pipeline) => readonly Part[];
}

/** The cached outputs of a tree with what is recorded of them, in the order of its files; those never saved are left out. */
export async function usedOutputs(tree: Tree, { otherLocks, ofGit = false, select }: UsedOptions = {}): Promise<readonly UsedOutput[]> {
  const pipeline = await loadPipeline(tree);
  const locks = new LockFiles(tree, otherLocks);
  const parts = select === undefined ? pipeline.nodes.map((node): Part => ({ node })) : select(pipeline);
  const used: UsedOutput[] = [];
  for (const { node, within } of parts) {
    for (const { out, info } of await savedOutputs(node, locks)) {
      if (out.cache !== ofGit && (within === undefined || isWithin(within, out.path) || isWithin(out.path, within))) {
        used.push({ path: out.path, info, node, push: out.push, remote: out.remote, within });
      }
    }
  }
  return used;
}

interface SavedOutput {
  readonly out: { readonly path: string; readonly cache: boolean; readonly push: boolean; readonly remote?: string };
  readonly info: HashInfo;
}

/** Of a stage every candidate lock counts: which of them holds is not for a transfer to decide. */
async function savedOutputs(node: PipelineNode, locks: LockFiles): Promise<readonly SavedOutput[]> {
  if (node.kind === 'source') {
    return node.source.outs.flatMap((out) => (out.hash === undefined ? [] : [{ out, info: out.hash }]));
  }
  const candidates = await locks.candidates(node.stage);
  return node.stage.outs.flatMap((out) => {
    const infos = candidates.map((locked) => locked?.outs.find((entry) => entry.path === out.definition)?.info);
    const distinct = new Map(infos.flatMap((info) => (info === undefined ? [] : [[info.md5, info] as const])));
    return [...distinct.values()].map((info) => ({ out, info }));
  });
}

import type { HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { buildGraph } from '../core/pipeline/graph.ts';
import { withDependencies } from '../core/pipeline/graph-order.ts';
import type { Pipeline, PipelineNode } from '../core/pipeline/pipeline.ts';
import { LockFiles, type OtherLocks } from './lock-files.ts';
import { type Project, rootPath } from './project.ts';
import { findNodes } from './select-nodes.ts';
import { lockedInfo } from './stage-facts.ts';

/** Which outputs are asked for. */
export interface OutputRequest {
  readonly targets: readonly string[];
  readonly recursive: boolean;
  /** Of stages and files also what they depend on. */
  readonly withDeps?: boolean;
  /** Used for stages that the workspace's lock doesn't know. */
  readonly otherLocks?: OtherLocks;
}

/** An output to restore. */
export interface WantedOutput {
  readonly path: string;
  /** Undefined where nothing is recorded of it. */
  readonly info: HashInfo | undefined;
  /** The stage or `.dvc` file that it belongs to. */
  readonly owner: PipelineNode;
}

/** The outputs that targets name, or all; a target inside of an output is one of its own. */
export async function wantedOutputs(project: Project, pipeline: Pipeline, request: OutputRequest): Promise<readonly WantedOutput[]> {
  const locks = new LockFiles(project.workspace, request.otherLocks);
  const outputsOf = async (nodes: readonly PipelineNode[]): Promise<WantedOutput[]> =>
    (await Promise.all(nodes.map((node) => nodeOutputs(node, locks)))).flat();
  if (request.targets.length === 0) {
    return outputsOf(pipeline.nodes);
  }
  const graph = request.withDeps === true ? buildGraph(pipeline) : undefined;
  const wanted: WantedOutput[] = [];
  for (const target of request.targets) {
    const nodes = findNodes(project, pipeline, target, { recursive: request.recursive, glob: false });
    wanted.push(
      ...(nodes === undefined
        ? await insideOutput(project, await outputsOf(pipeline.nodes), target)
        : await outputsOf(graph === undefined ? nodes : withDependencies(graph, nodes))),
    );
  }
  return wanted;
}

async function nodeOutputs(node: PipelineNode, locks: LockFiles): Promise<WantedOutput[]> {
  if (node.kind === 'source') {
    return node.source.outs.filter((out) => out.cache).map((out) => ({ path: out.path, info: out.hash, owner: node }));
  }
  const locked = (await locks.own(node.stage)) ?? (await locks.other(node.stage));
  return node.stage.outs.filter((out) => out.cache).map((out) => ({ path: out.path, info: lockedInfo(locked?.outs, out), owner: node }));
}

/** A target may be a file or folder inside of tracked data. */
async function insideOutput(project: Project, outputs: readonly WantedOutput[], target: string): Promise<readonly WantedOutput[]> {
  const path = rootPath(project, target);
  const output = outputs.find((one) => isWithin(path, one.path));
  if (output === undefined) {
    throw new SightlineError('unknown-target', `'${target}' is no stage, file or tracked path`, {
      hint: `If git tracks it, run 'git checkout -- ${target}'.`,
    });
  }
  const { info, owner } = output;
  if (output.path === path || info === undefined) {
    return [output];
  }
  const { hash } = info;
  const entries = (await project.data.entries(info)) ?? [];
  const inside = entries.filter((entry) => isWithin(`${output.path}/${entry.relpath}`, path));
  return inside.map((entry) => ({ path: `${output.path}/${entry.relpath}`, info: { md5: entry.md5, hash }, owner }));
}

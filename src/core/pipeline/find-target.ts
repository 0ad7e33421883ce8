import { baseName, joinFromRoot, relativeTo } from '../data/root-path.ts';
import { SightlineError } from '../errors.ts';
import { nearestName } from '../value/nearest-name.ts';
import { matchesGlob } from './glob.ts';
import { outputsOf, type PipelineGraph } from './graph.ts';
import type { Pipeline, PipelineNode } from './pipeline.ts';

/** How a target is read. */
export interface TargetOptions {
  /** The folder that the person stands in, from the root. */
  readonly folder: string;
  /** The stage's name in the target is a pattern with `*`, `?` and `[...]`. */
  readonly glob?: boolean;
}

/** The nodes that a target names. */
export interface Target {
  readonly nodes: readonly PipelineNode[];
  /** From the root, when the target is a path at or inside an output. */
  readonly path?: string;
}

/**
 * The nodes that a target means: a stage or the name of a foreach or matrix group in the folder's dvc.yaml,
 * `path/dvc.yaml`, `path/dvc.yaml:stage`, a `.dvc` file, or else a path inside an output. Throws `unknown-target`.
 */
export function findTarget(graph: PipelineGraph, target: string, folder: string): Target {
  const { pipeline } = graph;
  const named = findNamed(pipeline, target, { folder });
  if (named !== undefined) {
    return { nodes: named };
  }
  const path = joinFromRoot(folder, target);
  const writer = graph.writer(path);
  if (writer === undefined) {
    throw unknownTarget(pipeline, target, folder);
  }
  return { nodes: [writer], path };
}

/** The nodes that a target names as a file, a stage or a group; undefined when it names none. */
export function findNamed(
  pipeline: Pipeline,
  target: string,
  { folder, glob = false }: TargetOptions,
): readonly PipelineNode[] | undefined {
  const { file, name } = glob ? splitGlob(target) : splitTarget(target);
  const path = joinFromRoot(folder, file ?? 'dvc.yaml');
  const nodes = pipeline.nodes.filter((node) => node.file === path);
  const named = name === undefined ? nodes : namedNodes(pipeline, nodes, { path, name, glob });
  const isFile = name === undefined && pipeline.files.some((known) => known.path === path);
  return named.length > 0 || isFile ? named : undefined;
}

/** How an address is shown to a person who stands in a folder: DVC names a stage of the folder's own dvc.yaml by its name. */
export function showAddress(node: PipelineNode, folder: string): string {
  const file = relativeTo(folder, node.file);
  return node.kind === 'source' ? file : file === 'dvc.yaml' ? node.stage.name : `${file}:${node.stage.name}`;
}

interface SplitTarget {
  readonly file: string | undefined;
  readonly name: string | undefined;
}

/** Up to the first `@` a target is a file, `file:name` or a name; a key of foreach after it may hold anything. */
function splitTarget(target: string): SplitTarget {
  const at = target.indexOf('@');
  const group = at === -1 ? target : target.slice(0, at);
  const { file = '', name } = /^(?<file>.*?)(?::(?<name>[^\\/:]*))?$/s.exec(group)?.groups ?? {};
  if (baseName(file) === 'dvc.lock') {
    throw new SightlineError('unknown-target', `'${target}' is a lock file`, {
      hint: `Did you mean '${target.replace('.lock', '.yaml')}'?`,
    });
  }
  if (name === undefined || name === '') {
    const isFile = target.endsWith('.dvc') || baseName(target) === 'dvc.yaml';
    return isFile ? { file: target, name: undefined } : { file: undefined, name: target };
  }
  return { file: file === '' ? undefined : file, name: at === -1 ? name : `${name}${target.slice(at)}` };
}

function splitGlob(target: string): SplitTarget {
  const colon = target.lastIndexOf(':');
  const name = target.slice(colon + 1);
  return { file: colon > 0 ? target.slice(0, colon) : undefined, name: name === '' ? undefined : name };
}

interface NamedStage {
  readonly path: string;
  readonly name: string;
  readonly glob: boolean;
}

function namedNodes(pipeline: Pipeline, nodes: readonly PipelineNode[], { path, name, glob }: NamedStage): readonly PipelineNode[] {
  const group = pipeline.files.find((file) => file.path === path)?.groups.get(name);
  if (group !== undefined) {
    const members = new Set(group);
    return nodes.filter((node) => members.has(node.address));
  }
  return nodes.filter((node) => node.kind === 'source' || node.stage.name === name || (glob && matchesGlob(node.stage.name, name)));
}

/** Says that a target names nothing, and which name is nearest. */
export function unknownTarget(pipeline: Pipeline, target: string, folder: string): SightlineError {
  const names = [
    ...pipeline.nodes.map((node) => showAddress(node, folder)),
    ...pipeline.files.flatMap((file) => [...file.groups.keys()]),
    ...pipeline.nodes.flatMap((node) => outputsOf(node).map((output) => relativeTo(folder, output.path))),
  ];
  const nearest = nearestName(target, names);
  return new SightlineError(
    'unknown-target',
    `'${target}' is neither a stage nor an output of one`,
    nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` },
  );
}

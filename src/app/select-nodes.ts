import { isWithin, relativeTo } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { matchesGlob } from '../core/pipeline/glob.ts';
import type { Pipeline, PipelineNode } from '../core/pipeline/pipeline.ts';
import { type Project, rootPath } from './project.ts';

/** How targets are read. */
export interface TargetOptions {
  /** A folder stands for all that is in it. */
  readonly recursive: boolean;
  /** A stage name may hold `*`, `?` and `[...]`. */
  readonly glob: boolean;
}

type Place = Pick<Project, 'folder' | 'workspace'>;

/** What targets name, each node once, in the order of the targets. Throws `unknown-target`. */
export function selectNodes(place: Place, pipeline: Pipeline, targets: readonly string[], options: TargetOptions): readonly PipelineNode[] {
  const selected = new Set<PipelineNode>();
  for (const target of targets) {
    const found = findNodes(place, pipeline, target, options);
    if (found === undefined) {
      throw new SightlineError('unknown-target', `'${target}' is no stage, dvc.yaml or .dvc file`);
    }
    found.forEach((node) => selected.add(node));
  }
  return [...selected];
}

/** The nodes of one target; undefined when it names none. */
export function findNodes(place: Place, pipeline: Pipeline, target: string, options: TargetOptions): readonly PipelineNode[] | undefined {
  const whole = rootPath(place, target);
  const file = pipeline.nodes.filter((node) => node.file === whole);
  if (file.length > 0 || pipeline.files.some((known) => known.path === whole)) {
    return file;
  }
  const inFolder = options.recursive ? pipeline.nodes.filter((node) => isWithin(node.file, whole)) : [];
  if (inFolder.length > 0) {
    return inFolder;
  }
  const { path, name } = splitTarget(target);
  const of = rootPath(place, path === '' ? 'dvc.yaml' : path);
  const pipelineFile = pipeline.files.find((known) => known.path === of);
  const group = new Set(pipelineFile?.groups.get(name));
  const stages = pipeline.nodes.filter(
    (node) =>
      node.kind === 'stage' &&
      node.file === of &&
      (node.stage.name === name || group.has(node.address) || (options.glob && matchesGlob(node.stage.name, name))),
  );
  return stages.length > 0 ? stages : undefined;
}

/** `sub/dvc.yaml:train` names a stage of another file, `train` one of the file here. */
function splitTarget(target: string): { readonly path: string; readonly name: string } {
  const cut = target.lastIndexOf(':');
  return cut === -1 || /[\\/]/.test(target.slice(cut))
    ? { path: '', name: target }
    : { path: target.slice(0, cut), name: target.slice(cut + 1) };
}

/** How a node is called in messages: a stage of the dvc.yaml here by its name alone. */
export function showNode(place: Pick<Project, 'folder'>, node: PipelineNode): string {
  const file = relativeTo(place.folder, node.file);
  return node.kind === 'source' ? file : file === 'dvc.yaml' ? node.stage.name : `${file}:${node.stage.name}`;
}

/** A node, or of its outputs only what lies at or below a path. */
export interface Part {
  readonly node: PipelineNode;
  /** Only this path of the node's outputs is asked about. */
  readonly within?: string;
}

/** What targets name, tracked paths and what lies in them included; without targets everything. Throws `unknown-target`. */
export function selectParts(place: Place, pipeline: Pipeline, targets: readonly string[], recursive: boolean): readonly Part[] {
  if (targets.length === 0) {
    return pipeline.nodes.map((node) => ({ node }));
  }
  return targets.flatMap((target) => {
    const nodes = findNodes(place, pipeline, target, { recursive, glob: false });
    if (nodes !== undefined) {
      return nodes.map((node): Part => ({ node }));
    }
    const within = rootPath(place, target);
    const owners = pipeline.nodes.filter((node) => outputPaths(node).some((path) => isWithin(within, path)));
    if (owners.length === 0) {
      throw new SightlineError('unknown-target', `'${target}' is no stage, file or tracked path`);
    }
    return owners.map((node): Part => ({ node, within }));
  });
}

/** The paths that a node writes or tracks, from the root. */
export function outputPaths(node: PipelineNode): readonly string[] {
  return (node.kind === 'stage' ? node.stage.outs : node.source.outs).map((out) => out.path);
}

import type { DvcFile } from '../data/dvc-file.ts';
import type { Place } from '../errors.ts';
import type { Value, ValueMap } from '../value/value.ts';
import type { Stage } from './stage.ts';

/** An entry of `plots` at the top of a dvc.yaml: a file or folder, or a name and what to draw. */
export interface PlotDefinition {
  /** The path as spelled, or the name of the plot. */
  readonly id: string;
  /** x, y, title, template and the like; undefined for a bare path. */
  readonly props: ValueMap | undefined;
}

/** An entry of `artifacts`: what the model registry may version. */
export interface ArtifactDefinition {
  readonly name: string;
  /** From the root. */
  readonly path: string;
  /** As dvc.yaml spells it, from the folder of the file. */
  readonly definition: string;
  readonly type?: string;
  readonly desc?: string;
  readonly labels: readonly string[];
  readonly meta?: Value;
}

/** One dvc.yaml: what stands in it besides stages. */
export interface PipelineFile {
  /** From the root. */
  readonly path: string;
  /** Paths from the root. */
  readonly metrics: readonly string[];
  /** Paths from the root. */
  readonly params: readonly string[];
  readonly plots: readonly PlotDefinition[];
  readonly artifacts: readonly ArtifactDefinition[];
  readonly stages: readonly Stage[];
  /** Names under `stages` that stand for several stages: by name, the addresses of those. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Values of parameter files that templating used, by address of the stage, then by file, then by dotted name. */
  readonly variables: ReadonlyMap<string, UsedVariables>;
  /** Where a stage is defined, or the entry of one of its outs, metrics or plots. */
  placeOf(stage: Stage, definition?: string): Place;
}

/** Values that templating took out of parameter files: by file, then by dotted name. */
export type UsedVariables = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** A stage or a `.dvc` file: what DVC draws as a node and runs or checks as a step. */
export type PipelineNode =
  | { readonly kind: 'stage'; readonly address: string; readonly file: string; readonly stage: Stage }
  | { readonly kind: 'source'; readonly address: string; readonly file: string; readonly source: DvcFile };

/** All pipelines of a repository. */
export interface Pipeline {
  /** Stages and `.dvc` files in the order they were found: a folder before those in it, names by code point. */
  readonly nodes: readonly PipelineNode[];
  /** The stages among the nodes. */
  readonly stages: readonly Stage[];
  /** The `.dvc` files among the nodes. */
  readonly sources: readonly DvcFile[];
  readonly files: readonly PipelineFile[];
  /** `metrics` at the top of every dvc.yaml, from the root. */
  readonly metrics: readonly string[];
  /** `params` at the top of every dvc.yaml, from the root. */
  readonly params: readonly string[];
}

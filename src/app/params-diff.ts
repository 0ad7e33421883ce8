import { diffReadings, type DiffOptions } from '../core/pipeline/metrics-diff.ts';
import type { RevisionReading } from '../core/pipeline/metrics.ts';
import { nestParameters } from '../core/pipeline/parameters.ts';
import type { ParameterDependency } from '../core/pipeline/stage.ts';
import type { Tree } from '../core/ports.ts';
import { isMap, type Value } from '../core/value/value.ts';
import type { Pipeline } from './load-pipeline.ts';
import { hasNoCommits, type RevisionPair, type RevisionsDiff } from './metrics-diff.ts';
import type { ReadingPorts } from './metrics-show.ts';
import { readRevision, type Wanted } from './revision-reading.ts';
import { treeOf } from './revisions.ts';

const defaultFile = 'params.yaml';

/** Which parameters to compare. */
export interface ParameterChoice {
  /** Files from the root; all of each is compared, and nothing else. */
  readonly targets: readonly string[];
  /** Only what stages depend on. */
  readonly depsOnly: boolean;
}

/** Compares the parameters of two revisions. Throws `unknown-revision`. */
export async function diffParameters(
  project: ReadingPorts,
  pair: RevisionPair,
  choice: ParameterChoice,
  options: DiffOptions,
): Promise<RevisionsDiff> {
  if (await hasNoCommits(project)) {
    return { changes: new Map(), readings: new Map() };
  }
  const read = async (tree: Tree): Promise<RevisionReading> =>
    readRevision(project.data, tree, async (pipeline) => wantedParameters(pipeline, tree, choice));
  const older = await read(await treeOf(project, pair.older));
  const newer = await read(await treeOf(project, pair.newer));
  return {
    changes: diffReadings(older, newer, options),
    readings: new Map([
      [pair.older, older],
      [pair.newer, newer],
    ]),
  };
}

async function wantedParameters(pipeline: Pipeline, tree: Tree, choice: ParameterChoice): Promise<Wanted> {
  const whole = await wholeFiles(pipeline, tree, choice);
  const wanted = new Map<string, ParameterDependency['names']>();
  for (const { path, names } of choice.targets.length > 0 ? [] : pipeline.stages.flatMap((stage) => stage.params)) {
    const known = wanted.get(path) ?? [];
    wanted.set(path, names === 'all' || known === 'all' ? 'all' : [...known, ...names]);
  }
  for (const path of whole) {
    wanted.set(path, 'all');
  }
  return {
    files: new Map([...wanted].map(([path, names]) => [path, picker(names)])),
    known: choice.targets.length > 0 ? new Map() : usedVariables(pipeline),
  };
}

function picker(names: ParameterDependency['names']): (content: Value) => Value {
  return (content) => (isMap(content) && names !== 'all' ? nestParameters(content, names) : content);
}

/** What templating took from files that aren't parameters of any stage. */
function usedVariables(pipeline: Pipeline): ReadonlyMap<string, Value> {
  const found = new Map<string, Map<string, Value>>();
  for (const used of pipeline.files.flatMap((file) => [...file.variables.values()])) {
    for (const [path, values] of used) {
      found.set(path, new Map([...(found.get(path) ?? []), ...values]));
    }
  }
  return found;
}

async function wholeFiles(pipeline: Pipeline, tree: Tree, choice: ParameterChoice): Promise<readonly string[]> {
  if (choice.targets.length > 0) {
    return choice.targets;
  }
  if (choice.depsOnly) {
    return [];
  }
  const hasDefault = (await tree.kind(defaultFile)) !== undefined;
  return [...pipeline.params, ...(hasDefault ? [defaultFile] : [])];
}

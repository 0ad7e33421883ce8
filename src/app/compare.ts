import { joinFromRoot } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { ClassificationColumns } from '../core/metrics/classification/scored-answers.ts';
import { compareEvaluations } from '../core/metrics/compare-evaluations.ts';
import type { Comparison } from '../core/metrics/comparison.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import { parseEvaluation } from '../core/metrics/parse-evaluation.ts';
import type { SeedRuns } from '../core/metrics/seed-runs.ts';
import type { Git, Tree, Workspace } from '../core/ports.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import { formatOfName } from '../core/predictions/prediction-format.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { DecodeMask } from './evaluate-options.ts';
import { evaluateClassifier } from './evaluate-classifier.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import { loadSpec } from './load-spec.ts';
import type { MeasureImages } from './measure-images.ts';
import { requireTask } from './require-task.ts';
import { requireGit } from './revisions.ts';

/** What comparing needs from the outside. */
export interface ComparePorts {
  /** Undefined in a project without git: then both sides are files or the workspace. */
  readonly git: Pick<Git, 'resolve' | 'defaultBranch'> | undefined;
  readonly workspace: Workspace;
  /** The folder that the person stands in, from the root: paths are typed from there. */
  readonly folder: string;
  /** The files of a commit, outputs that DVC tracks included. */
  readonly openCommit: (revision: string) => Promise<Tree>;
  /** Opens images of the workspace: only labels and predictions are read from commits. */
  readonly measure: MeasureImages;
  readonly decodeMask: DecodeMask;
}

/** Each side as a revision, `workspace`, or the path of a predictions or evaluation file. */
export interface CompareOptions {
  /** The default branch unless given. */
  readonly base?: string | undefined;
  /** The workspace unless given. */
  readonly head?: string | undefined;
  /** Metrics of the model that are told besides what the spec asks for; every one unless given. */
  readonly metrics?: readonly string[];
}

/** One side of a comparison: what was judged, and where it comes from. */
export interface Side {
  /** As the user named it. */
  readonly name: string;
  /** The full commit id; undefined for the workspace and for files of it. */
  readonly commit: string | undefined;
  readonly files: Tree;
  readonly spec: Spec;
  readonly evaluation: Evaluation;
}

/** A comparison and both of its sides. */
export interface Compared {
  readonly base: Side;
  readonly head: Side;
  readonly comparison: Comparison;
}

/**
 * Evaluates both sides and compares them. The spec of the base governs: metric, margin, slices and gates
 * are read there, so a change cannot lower the bar that it is judged by.
 */
export async function compare(ports: ComparePorts, options: CompareOptions = {}): Promise<Compared> {
  const base = await openSide(ports, options.base ?? (await requireGit(ports.git).defaultBranch()));
  const head = await openSide(ports, options.head ?? 'workspace');
  const { slices, primary, gates } = base.side.spec.evaluate;
  const named = options.metrics === undefined ? {} : { metrics: options.metrics };
  const unopened = slices.filter((slice) => factsNeeded([slice]).size === 0); // images are measured once, and both are judged on the same
  const judged = { base: await base.evaluate(unopened), head: await head.evaluate(slices) };
  const columns = { base: judged.base.columns, head: judged.head.columns };
  const runs = await readSeedRuns(base.side.spec.evaluate.seeds, base.side, head.side);
  return {
    base: { ...base.side, evaluation: judged.base.evaluation },
    head: { ...head.side, evaluation: judged.head.evaluation },
    comparison: compareEvaluations(judged.base.evaluation, judged.head.evaluation, { primary, gates, columns, ...named }, runs),
  };
}

interface OpenSide {
  readonly side: Omit<Side, 'evaluation'>;
  /** Columns only of what was judged now: a stored evaluation has its rows. */
  readonly evaluate: (
    slices: readonly SliceSpec[],
  ) => Promise<{ readonly evaluation: Evaluation; readonly columns?: ClassificationColumns }>;
}

async function openSide(ports: ComparePorts, name: string): Promise<OpenSide> {
  const { workspace } = ports;
  const path = joinFromRoot(ports.folder, name);
  const isFile = name !== 'workspace' && (await workspace.kind(path)) === 'file';
  const commit = name === 'workspace' || isFile ? undefined : await ports.git?.resolve(name);
  if (commit === undefined && name !== 'workspace' && !isFile) {
    throw new SightlineError('unknown-revision', `'${name}' is neither a file nor a commit of this repository`);
  }
  const files = commit === undefined ? workspace : await ports.openCommit(name);
  const spec = await loadSpec(files);
  requireTask(spec, 'classification', 'compared');
  return {
    side: { name, commit, files, spec },
    evaluate: async (slices) => {
      const stored = isFile && formatOfName(path) === 'json' ? await readStoredEvaluation(files, path) : undefined;
      return stored === undefined
        ? evaluateClassifier(files, spec, {
            slices,
            measure: ports.measure,
            decodeMask: ports.decodeMask,
            predictions: isFile ? path : undefined,
          })
        : { evaluation: stored };
    },
  };
}

/** The runs with other seeds that both sides have. Two files of one working tree have no runs of their own. */
async function readSeedRuns(paths: readonly string[], base: OpenSide['side'], head: OpenSide['side']): Promise<SeedRuns> {
  const pairs: SeedRuns['pairs'][number][] = [];
  const missing: string[] = [];
  for (const path of base.files === head.files ? [] : paths) {
    const [before, now] = [await readStoredEvaluation(base.files, path), await readStoredEvaluation(head.files, path)];
    if (before !== undefined && now !== undefined) {
      pairs.push({ base: before, head: now });
    } else {
      missing.push(`${path} of ${before === undefined ? base.name : head.name}`);
    }
  }
  return { pairs, missing };
}

/** Undefined when the file holds something else than an evaluation: then it is taken for predictions. */
async function readStoredEvaluation(files: Tree, file: string): Promise<Evaluation | undefined> {
  const text = (await files.readText(file)) ?? '';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isEvaluation = typeof value === 'object' && value !== null && 'testSet' in value;
  const evaluation = isEvaluation ? parseEvaluation(value, file) : undefined;
  if (evaluation !== undefined && evaluation.task !== 'classification') {
    throw new SightlineError('bad-evaluation', `it is of a model for ${evaluation.task}`, { place: { file } });
  }
  return evaluation;
}

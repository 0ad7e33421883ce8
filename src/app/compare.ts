import { joinFromRoot } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { compareEvaluations } from '../core/metrics/compare-evaluations.ts';
import { compareScored } from '../core/metrics/compare-scored.ts';
import type { Comparison } from '../core/metrics/comparison.ts';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import { parseEvaluation } from '../core/metrics/parse-evaluation.ts';
import type { PrecisionRecall } from '../core/metrics/precision-recall.ts';
import type { ScoredComparison } from '../core/metrics/scored-comparison.ts';
import type { SeedRuns } from '../core/metrics/seed-runs.ts';
import type { StoredEvaluation, StoredScored } from '../core/metrics/stored-evaluation.ts';
import type { Git, Tree, Workspace } from '../core/ports.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import { formatOfName } from '../core/predictions/prediction-format.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { DecodeMask } from './evaluate-options.ts';
import { type Judged, judgeModel } from './evaluate.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import { judgedBy } from './governing-spec.ts';
import { loadSpec } from './load-spec.ts';
import type { MeasureImages } from './measure-images.ts';
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

/** Each side as a revision, `workspace`, or the path of a predictions or evaluation file, or of a folder of predictions. */
export interface CompareOptions {
  /** The default branch unless given. */
  readonly base?: string | undefined;
  /** The workspace unless given. */
  readonly head?: string | undefined;
  /** Metrics of the model that are told besides what the spec asks for; every one unless given. */
  readonly metrics?: readonly string[];
}

/** One side of a comparison: what was judged, and where it comes from. */
export interface Side<Evaluated extends StoredEvaluation = StoredEvaluation> {
  /** As the user named it. */
  readonly name: string;
  /** The full commit id; undefined for the workspace and for files of it. */
  readonly commit: string | undefined;
  readonly files: Tree;
  readonly spec: Spec;
  readonly evaluation: Evaluated;
  /** Draws precision by recall of each class; undefined where nothing is ranked by a score, or the evaluation has the scores. */
  readonly precisionRecall?: (() => readonly PrecisionRecall[]) | undefined;
}

interface ComparedAs<Kind, Evaluated extends StoredEvaluation, Result> {
  readonly kind: Kind;
  readonly base: Side<Evaluated>;
  readonly head: Side<Evaluated>;
  readonly comparison: Result;
}

/** A comparison and both of its sides: of classifiers, or of models that are judged by a scorer. */
export type Compared = ComparedAs<'classifier', Evaluation, Comparison> | ComparedAs<'scored', StoredScored, ScoredComparison>;

/**
 * Evaluates both sides and compares them. The spec of the base governs: metric, margin, slices, gates and what decides how an
 * answer is judged are read there, so a change cannot lower the bar that it is judged by.
 */
export async function compare(ports: ComparePorts, options: CompareOptions = {}): Promise<Compared> {
  const base = await openSide(ports, options.base ?? (await requireGit(ports.git).defaultBranch()));
  const head = await openSide(ports, options.head ?? 'workspace');
  const { slices, primary, gates, seeds } = base.side.spec.evaluate;
  const asked = { primary, gates, ...(options.metrics === undefined ? {} : { metrics: options.metrics }) };
  const unopened = slices.filter((slice) => factsNeeded([slice]).size === 0); // images are measured once, and both are judged on the same
  const [before, now] = [await base.judge(base.side.spec, unopened), await head.judge(judgedBy(base.side.spec, head.side.spec), slices)];
  const runs = await readSeedRuns(seeds, base.side, head.side);
  if ('scorer' in before && 'scorer' in now && before.evaluation.task === now.evaluation.task) {
    const sides = {
      base: { ...base.side, evaluation: before.evaluation, precisionRecall: before.precisionRecall },
      head: { ...head.side, evaluation: now.evaluation, precisionRecall: now.precisionRecall },
    };
    return { kind: 'scored', ...sides, comparison: compareScored(before, now, asked, runs) };
  }
  if ('scorer' in before || 'scorer' in now) {
    const [of, to] = [base.side.spec.model.task, head.side.spec.model.task];
    throw new SightlineError('task-unsupported', `base is for ${of} and head for ${to}: models of two tasks can't be compared`);
  }
  const sides = { base: { ...base.side, evaluation: before.evaluation }, head: { ...head.side, evaluation: now.evaluation } };
  const columns = { base: before.columns, head: now.columns };
  return { kind: 'classifier', ...sides, comparison: compareEvaluations(before.evaluation, now.evaluation, { ...asked, columns }, runs) };
}

interface OpenSide {
  readonly side: Omit<Side, 'evaluation'>;
  /** By this spec, which names the side's own files. */
  readonly judge: (spec: Spec, slices: readonly SliceSpec[]) => Promise<Judged>;
}

async function openSide(ports: ComparePorts, name: string): Promise<OpenSide> {
  const { workspace } = ports;
  const path = joinFromRoot(ports.folder, name);
  const kind = name === 'workspace' ? undefined : await workspace.kind(path);
  const commit = name === 'workspace' || kind === 'file' ? undefined : await ports.git?.resolve(name);
  const isPath = kind === 'file' || (kind === 'folder' && commit === undefined);
  if (commit === undefined && name !== 'workspace' && !isPath) {
    throw new SightlineError('unknown-revision', `'${name}' is neither a file nor a commit of this repository`);
  }
  const files = commit === undefined ? workspace : await ports.openCommit(name);
  const spec = await loadSpec(files);
  return {
    side: { name, commit, files, spec },
    judge: async (ruling, slices) => {
      const stored = kind === 'file' && formatOfName(path) === 'json' ? await readStoredEvaluation(files, path) : undefined;
      if (stored !== undefined && stored.task !== 'classification') {
        throw new SightlineError(
          'bad-evaluation',
          `an evaluation of ${stored.task} holds no matches, so that nothing can be paired with it`,
          {
            place: { file: path },
            hint: 'Name the file or folder of predictions instead.',
          },
        );
      }
      const { measure, decodeMask } = ports;
      return stored === undefined
        ? judgeModel(files, ruling, { slices, estimates: false, measure, decodeMask, predictions: isPath ? path : undefined })
        : { evaluation: stored };
    },
  };
}

/** The runs with other seeds that both sides have. Two files of one working tree have no runs of their own. */
async function readSeedRuns(paths: readonly string[], base: OpenSide['side'], head: OpenSide['side']): Promise<SeedRuns> {
  if (base.files === head.files) {
    const unread = `files have no runs with other seeds of their own; the ${paths.length} that evaluate.seeds names count where revisions are compared`;
    return { pairs: [], missing: [], ...(paths.length === 0 ? {} : { unread }) };
  }
  const pairs: SeedRuns['pairs'][number][] = [];
  const missing: string[] = [];
  for (const path of paths) {
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
async function readStoredEvaluation(files: Tree, file: string): Promise<StoredEvaluation | undefined> {
  const text = (await files.readText(file)) ?? '';
  if (!/^\s*\{/.test(text)) {
    return undefined; // such as a list of results, which may be long
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isEvaluation = typeof value === 'object' && value !== null && 'testSet' in value;
  return isEvaluation ? parseEvaluation(value, file) : undefined;
}

import { createHash } from 'node:crypto';
import { SightlineError } from '../../src/core/errors.ts';
import { readCocoObjects } from '../../src/core/labels/coco-objects.ts';
import { boxOverlap } from '../../src/core/metrics/detection/box-overlap.ts';
import { type CocoEvaluation, evaluateCoco } from '../../src/core/metrics/detection/coco-evaluation.ts';
import { cocoSettings, type DetectionSettings } from '../../src/core/metrics/detection/coco-settings.ts';
import { meanPrecision, meanRecall } from '../../src/core/metrics/detection/coco-summary.ts';
import { maskOverlap } from '../../src/core/metrics/detection/mask-overlap.ts';
import { matchDetections } from '../../src/core/metrics/detection/match-detections.ts';
import { readCocoResults } from '../../src/core/predictions/coco-results.ts';
import type { ReferenceCase, ReferenceKind } from './case.ts';
import { listMatches } from './detection-matches.ts';
import { type CocoRecipe, makeCocoBench } from '../../bench/evaluation/coco-bench.ts';

const at = { all: 0, small: 1, medium: 2, large: 3 } as const;
const half = 0;
const threeQuarters = 5;

interface Inputs {
  readonly truth: unknown;
  readonly results: unknown;
  readonly kind: 'boxes' | 'masks';
  readonly settings: DetectionSettings;
}

/** COCO's numbers of a test set and a results file, as pycocotools gives them. */
export const detection: ReferenceKind = {
  name: 'COCO detection',
  matches: (one) => isDetection(one) && !findsNothing(one),
  answer: (one) => (one.inputs.includes('recipe.json') ? answerRecipe(one) : answerCase(readInputs(one))),
  skip: (one) =>
    hasIdZero(one) ? 'pycocotools takes a match with the truth of id 0 for none, as its note says; ours counts it' : undefined,
  exceptions: [
    { path: /^(message|where)|_stats\.message/, reason: "the words of the tool's own error; that there is one is compared" },
    { path: /^(faster_minus|max_abs_diff|baseline|maxrss)/, reason: 'about the peers, not about an answer' },
  ],
};

/** An empty list of results. */
export const emptyDetection: ReferenceKind = {
  ...detection,
  name: 'COCO detection, nothing found',
  matches: (one) => isDetection(one) && findsNothing(one),
  exceptions: [
    ...(detection.exceptions ?? []),
    { path: /^error/, reason: 'pycocotools crashes on an empty list; ours, as faster-coco-eval, answers that nothing was found' },
  ],
};

function isDetection({ inputs, text }: ReferenceCase): boolean {
  return inputs.includes('dt.json') || (inputs.includes('recipe.json') && text('recipe.json').includes('cocoBench'));
}

function findsNothing({ inputs, text }: ReferenceCase): boolean {
  return inputs.includes('dt.json') && text('dt.json').trim() === '[]';
}

function hasIdZero({ inputs, json }: ReferenceCase): boolean {
  return (
    inputs.includes('gt.json') &&
    (json('gt.json') as { readonly annotations: readonly { id: number }[] }).annotations.some(({ id }) => id === 0)
  );
}

/** What a case says beside its files: only in the words of its call, and in the answer of some. */
function readInputs(one: ReferenceCase): Inputs {
  const call = String((one.json('case.json') as { readonly call?: unknown }).call);
  const limits = /maxDets=\[([\d, ]+)\]/.exec(call)?.[1]?.split(',').map(Number);
  return {
    truth: keepLastOfId(one.json('gt.json')),
    results: one.json('dt.json'),
    kind: call.includes("'segm'") ? 'masks' : 'boxes',
    settings: { ...cocoSettings, byClass: !call.includes('useCats=0'), ...(limits === undefined ? {} : { limits }) },
  };
}

/** pycocotools looks annotations up by id, so that the last one of an id stands for each of them. Ours refuses such labels. */
function keepLastOfId(truth: unknown): unknown {
  const { annotations, ...rest } = truth as { readonly annotations: readonly { readonly id: number }[] };
  const last = new Map(annotations.map((annotation) => [annotation.id, annotation]));
  return last.size === annotations.length
    ? truth
    : { ...rest, annotations: annotations.map(({ id }, at) => ({ ...last.get(id), id: at + 1 })) };
}

function answerCase(inputs: Inputs): unknown {
  try {
    return answerInputs(inputs);
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'prediction-mismatch') {
      const refused = { error: 'AssertionError', message: error.message };
      return { ...refused, where: [error.code], faster_coco_eval_stats: refused };
    }
    throw error;
  }
}

function answerInputs({ truth: labels, results, kind, settings }: Inputs) {
  const truth = readCocoObjects(labels, 'gt.json', kind);
  const { detections } = readCocoResults(results, truth, 'dt.json', kind);
  const set = { images: truth.imageIds.length, classes: truth.classIds.length, truths: truth.objects, detections };
  const overlap = kind === 'masks' ? maskOverlap(detections, truth.objects) : boxOverlap(detections, truth.objects);
  const evaluation = evaluateCoco(matchDetections(set, settings, overlap));
  const classIds = settings.byClass ? [...truth.classIds] : [-1];
  const stats = summarize(evaluation);
  return {
    // pycocotools reads AP itself off the limit of 100, whatever the limits are.
    stats: settings.limits.at(-1) === 100 ? stats : { ...stats, AP: -1 },
    per_class: Object.fromEntries(classIds.map((id, of) => [id, summarizeClass(evaluation, of)])),
    precision_sha256_f64le_TxRxKxAxM: hash(evaluation.precision),
    recall_sha256_f64le_TxKxAxM: hash(evaluation.recall),
    shape_precision: evaluation.shape,
    params: { iouType: kind === 'masks' ? 'segm' : 'bbox', maxDets: settings.limits, useCats: settings.byClass ? 1 : 0 },
    matches: listMatches(set, truth, settings, overlap),
    faster_coco_eval_stats: stats,
  };
}

function answerRecipe(one: ReferenceCase): unknown {
  const bench = makeCocoBench(one.json('recipe.json') as CocoRecipe);
  const answer = answerInputs({ truth: bench.truth, results: bench.results, kind: 'boxes', settings: cocoSettings });
  return {
    pycocotools: answer.stats,
    per_class_AP: Object.values(answer.per_class).map(({ AP }) => AP),
    precision_sha256_f64le: answer.precision_sha256_f64le_TxRxKxAxM,
    faster_coco_eval: answer.stats,
  };
}

function hash(values: Float64Array): string {
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

/** The twelve values of COCO. */
export function summarize(evaluation: CocoEvaluation) {
  const [first, second, last] = [0, 1, evaluation.shape[4] - 1];
  const [precision, recall] = [meanPrecision.bind(undefined, evaluation), meanRecall.bind(undefined, evaluation)];
  return {
    AP: precision({ area: at.all, limit: last }),
    AP50: precision({ threshold: half, area: at.all, limit: last }),
    AP75: precision({ threshold: threeQuarters, area: at.all, limit: last }),
    APs: precision({ area: at.small, limit: last }),
    APm: precision({ area: at.medium, limit: last }),
    APl: precision({ area: at.large, limit: last }),
    AR1: recall({ area: at.all, limit: first }),
    AR10: recall({ area: at.all, limit: second }),
    AR100: recall({ area: at.all, limit: last }),
    ARs: recall({ area: at.small, limit: last }),
    ARm: recall({ area: at.medium, limit: last }),
    ARl: recall({ area: at.large, limit: last }),
  };
}

function summarizeClass(evaluation: CocoEvaluation, of: number) {
  const last = evaluation.shape[4] - 1;
  const precision = (area: number, threshold?: number): number =>
    meanPrecision(evaluation, { of, area, limit: last, ...(threshold === undefined ? {} : { threshold }) });
  return {
    AP: precision(at.all),
    AP50: precision(at.all, half),
    AP75: precision(at.all, threeQuarters),
    APs: precision(at.small),
    APm: precision(at.medium),
    APl: precision(at.large),
    AR1: meanRecall(evaluation, { of, area: at.all, limit: 0 }),
    AR100: meanRecall(evaluation, { of, area: at.all, limit: last }),
  };
}

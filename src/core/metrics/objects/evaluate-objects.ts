import type { ObjectTruth } from '../../labels/object-truth.ts';
import { type ThresholdChoice, chooseThreshold } from '../detection/best-threshold.ts';
import { boxOverlap } from '../detection/box-overlap.ts';
import { cocoSettings } from '../detection/coco-settings.ts';
import { detectionMetrics } from '../detection/detection-metrics.ts';
import { drawPrecision } from '../detection/draw-precision.ts';
import { detectionScorer } from '../detection/detection-scorer.ts';
import type { DetectionColumns, DetectionSet } from '../detection/detection-set.ts';
import { type PricedErrors, priceDetectionErrors } from '../detection/error-costs.ts';
import { maskOverlap } from '../detection/mask-overlap.ts';
import { type Matches, matchDetections } from '../detection/match-detections.ts';
import { type Estimates, undefinedEstimate } from '../estimate.ts';
import { estimateScorer } from '../estimate-scorer.ts';
import { orNull } from '../or-null.ts';
import type { ScoredModel } from '../scored-model.ts';
import type { MetricId, Scorer } from '../scorer.ts';
import type { MeasuredFacts } from '../slices/image-facts.ts';
import type { SliceSpec } from '../slices/slice-spec.ts';
import { isTooSmall } from '../slices/too-small.ts';
import { digestTestSet } from '../test-set-digest.ts';
import { digestDetections, digestTruths } from './object-digests.ts';
import type { ObjectEvaluation } from './object-evaluation.ts';
import { type ObjectSlice, findSlice, holdersOf, sliceObjects } from './object-slices.ts';
import { countByImage, countOutcomes } from './object-rows.ts';
import { countOutside } from './outside-boxes.ts';
import { unseenObjects } from './unseen-objects.ts';

/** A test set of objects with what a model found in it. */
export interface JudgedObjects {
  readonly task: ObjectEvaluation['task'];
  readonly truth: ObjectTruth;
  /** The paths of the images, by number. */
  readonly names: readonly string[];
  readonly detections: DetectionColumns;
  readonly leftOut: number;
}

/** What to evaluate besides. */
export interface EvaluateObjectsOptions {
  readonly slices: readonly SliceSpec[];
  /** What was measured of images that slices need to have been opened, by image. */
  readonly measured?: ReadonlyMap<string, MeasuredFacts>;
}

/** Names of every metric of detection. */
const names = detectionMetrics(cocoSettings).map(({ name }) => name);
const ofClass = ['AP', 'AP50', 'AR100'];
const half = 0;

/** Judges what a model found against what is there, by COCO's numbers with intervals of a bootstrap over images. */
export function evaluateObjects(judged: JudgedObjects, options: EvaluateObjectsOptions): ScoredModel<ObjectEvaluation> {
  const { task, truth, detections } = judged;
  const set: DetectionSet = { images: truth.imageIds.length, classes: truth.classIds.length, truths: truth.objects, detections };
  const overlap = task === 'detection' ? boxOverlap(detections, truth.objects) : maskOverlap(detections, truth.objects);
  const matches = matchDetections(set, cocoSettings, overlap);
  const priced = priceDetectionErrors(set, overlap);
  const scorer = detectionScorer(matches);
  const truths = digestTruths(truth.objects, set.images);
  const { slices, metadata } = sliceObjects(truth, judged.names, options.slices, options.measured);
  const crowds = truth.objects.crowd.filter((crowd) => crowd === 1).length;
  const found = countByImage(detections.image, set.images);
  const evaluation: ObjectEvaluation = {
    version: 1,
    task,
    classes: [...truth.classNames],
    testSet: digestTestSet([
      ...judged.names.map((name, at) => [name, truths[at] ?? ''] as const),
      ...truth.classNames.map((name) => ['', name] as const),
    ]),
    images: set.images,
    objects: truth.objects.crowd.length - crowds,
    crowds,
    detections: detections.scores.length,
    leftOut: judged.leftOut,
    outside: { objects: countOutside(truth.objects, truth), detections: countOutside(detections, truth) },
    emptyImages: found.filter((count) => count === 0).length,
    ...describeScores(judged.truth, matches, scorer, slices),
    bestThreshold: toRecord(
      chooseThreshold(
        matches,
        half,
        truth.classNames.map((_, of) => of),
      ),
    ),
    errors: describeErrors(priced),
    rows: { image: [...judged.names], ...countOutcomes(set, priced.errors), metadata },
  };
  return {
    evaluation,
    scorer,
    truths,
    answers: digestDetections(detections, set.images),
    findSlice: (column, value) => findSlice(truth, slices, column, value),
    unseen: (only) => unseenObjects(truth, only),
    precisionRecall: () => drawPrecision(matches, half, truth.classNames),
  };
}

type Described = Pick<ObjectEvaluation, 'metrics' | 'byClass' | 'slices'>;

/** All metrics on all images and on each slice; one bootstrap gives those of the model, of its classes and of slices by class. */
function describeScores(truth: ObjectTruth, matches: Matches, scorer: Scorer, slices: readonly ObjectSlice[]): Described {
  const holders = holdersOf(truth);
  const classes = holders.map((_, of) => of);
  const wantsAll = slices.some(({ of }) => of !== undefined);
  const ids = [...names.map((name) => ({ name })), ...classes.flatMap((of) => (wantsAll ? names : ofClass).map((name) => ({ name, of })))];
  const estimates = estimateNamed(scorer, ids, truth, undefined);
  const pick = (wanted: readonly string[], of?: number): Estimates =>
    Object.fromEntries(wanted.map((name) => [name, estimates.get(keyOf(of === undefined ? { name } : { name, of })) ?? undefinedEstimate]));
  const supports = countByImage(
    truth.objects.of.filter((_, at) => truth.objects.crowd[at] !== 1),
    classes.length,
  );
  const objectsByImage = countByImage(
    truth.objects.image.filter((_, at) => truth.objects.crowd[at] !== 1),
    truth.imageIds.length,
  );
  return {
    metrics: pick(names),
    byClass: classes.map((of) => ({
      class: truth.classNames[of] ?? '',
      images: holders[of]?.length ?? 0,
      support: supports[of] ?? 0,
      metrics: pick(ofClass, of),
      bestThreshold: toRecord(chooseThreshold(matches, half, [of])),
    })),
    slices: slices.map(({ column, value, images, of }) => {
      const metrics = of === undefined ? namedRecord(estimateNamed(scorer, ids.slice(0, names.length), truth, images)) : pick(names, of);
      const objects = of === undefined ? images.reduce((sum, image) => sum + (objectsByImage[image] ?? 0), 0) : (supports[of] ?? 0);
      return { column, value, images: images.length, objects, tooSmall: isSmall(images.length, metrics), metrics };
    }),
  };
}

/** Estimates by `keyOf` their metric. */
function estimateNamed(
  scorer: Scorer,
  ids: readonly MetricId[],
  truth: ObjectTruth,
  only: Int32Array | undefined,
): Map<string, Estimates[string]> {
  const estimates = estimateScorer(scorer, ids, { only, unseen: unseenObjects(truth, only) });
  return new Map(ids.map((id, at) => [keyOf(id), estimates[at] ?? undefinedEstimate]));
}

function keyOf({ name, of }: MetricId): string {
  return of === undefined ? name : `${name} ${of}`;
}

function namedRecord(estimates: ReadonlyMap<string, Estimates[string]>): Estimates {
  return Object.fromEntries(estimates);
}

function isSmall(images: number, { AP }: Estimates): boolean {
  const { low, high } = AP ?? undefinedEstimate;
  return isTooSmall(images, low === null || high === null ? null : { low, high });
}

function describeErrors({ precision, costs }: PricedErrors): ObjectEvaluation['errors'] {
  return { precision: orNull(precision), kinds: costs.map(({ error, count, cost }) => ({ error, count, cost: orNull(cost) })) };
}

function toRecord(choice: ThresholdChoice | undefined): ObjectEvaluation['bestThreshold'] {
  return choice === undefined ? null : { ...choice };
}

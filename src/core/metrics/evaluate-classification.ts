import type { Dataset, LabelledImage } from '../labels/dataset.ts';
import { tablePredictions } from '../predictions/json-predictions.ts';
import type { PredictionTable } from '../predictions/prediction-table.ts';
import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { f1Of, macroF1Of, precisionOf, recallOf } from './classification/class-scores.ts';
import { describeMetrics, describeScores } from './classification/described-metrics.ts';
import { confidencesOf, joinColumns } from './classification/join-columns.ts';
import type { ClassificationColumns } from './classification/scored-answers.ts';
import { type ConfusionMatrix, countByClass, countConfusion } from './classification/confusion.ts';
import { estimateSlices } from './estimate-slices.ts';
import type { Evaluation, Scores } from './evaluation.ts';
import { type FairnessSpec, type JudgedImages, fairnessSection } from './fairness/fairness-section.ts';
import { type JoinedImage, joinPredictions, withoutSkipped } from './join-predictions.ts';
import { orNull } from './or-null.ts';
import type { Predictions } from './predictions.ts';
import type { ImageFacts, MeasuredFacts } from './slices/image-facts.ts';
import { type SliceColumn, sliceColumns } from './slices/slice-column.ts';
import type { SliceSpec } from './slices/slice-spec.ts';
import { isTooSmall } from './slices/too-small.ts';
import { digestTestSet } from './test-set-digest.ts';

/** What to evaluate, besides the two sides. */
export interface EvaluateOptions {
  /** What tells images apart that are judged apart. */
  readonly slices: readonly SliceSpec[];
  /** What was measured of images that slices need to have been opened, by image. */
  readonly measured?: ReadonlyMap<string, MeasuredFacts>;
  /** Groups that are held against each other. */
  readonly fairness?: FairnessSpec | undefined;
  /** Whether slices have every metric with its interval, as they do unless this is false: a comparison makes intervals of its own. */
  readonly estimates?: boolean;
  /** Names the predictions in messages. */
  readonly file: string;
  /** Whether images that the model could not read may be left out. */
  readonly maySkip: boolean;
}

/** Judges predictions against the truth. Throws `prediction-mismatch` unless they are about the same images. */
export function evaluateClassification(dataset: Dataset, predictions: Predictions, options: EvaluateOptions): Evaluation {
  return evaluateTable(dataset, tablePredictions(predictions, options.file), options).evaluation;
}

/** An evaluation, and what it was made of: a file has no room for the scores of large test sets. */
export interface JudgedTable {
  readonly evaluation: Evaluation;
  readonly columns: ClassificationColumns;
}

/** The same for predictions of any format. */
export function evaluateTable(dataset: Dataset, predictions: PredictionTable, options: EvaluateOptions): JudgedTable {
  const judgedSet = withoutSkipped(dataset.images, predictions, options.maySkip, options.file);
  const joined = joinPredictions(judgedSet, predictions, options.file);
  const classes = [...new Set([...dataset.classes, ...predictions.classes])];
  const answers = joinColumns(joined, predictions, classes);
  const confusion = countConfusion(answers);
  const facts = joined.map(({ truth }): ImageFacts => ({ ...truth, ...options.measured?.get(truth.image) }));
  const columns = sliceColumns(facts, options.slices);
  const evaluation: Evaluation = {
    version: 1,
    task: 'classification',
    classes,
    testSet: digestTestSet(joined.map(({ truth }) => [truth.image, truth.label] as const)),
    skipped: [...predictions.skipped],
    overall: scoreConfusion(confusion, classes),
    confusion: toRows(confusion),
    ...describeMetrics(answers),
    slices: scoreSlices(columns, answers, classes, options.estimates !== false),
    ...(options.fairness === undefined ? {} : { fairness: fairnessSection(options.fairness, toJudged(joined, predictions)) }),
    rows: {
      image: joined.map(({ truth }) => truth.image),
      truth: [...answers.truth],
      predicted: [...answers.predicted],
      confidence: confidencesOf(answers),
      ...describeScores(answers),
      metadata: Object.fromEntries(columns.map(({ column, values }) => [column, [...values]])),
    },
  };
  return { evaluation, columns: answers };
}

function toJudged(joined: readonly JoinedImage<LabelledImage>[], { classes, predicted }: PredictionTable): JudgedImages {
  return {
    truth: joined.map(({ truth }) => truth.label),
    predicted: joined.map(({ row }) => classes[predicted[row] ?? -1] ?? ''),
    column: (name) => joined.map(({ truth }) => (Object.hasOwn(truth.metadata, name) ? (truth.metadata[name] ?? '') : '')),
  };
}

/** The scores of the images that a matrix counts; `classes` names its rows. */
export function scoreConfusion(confusion: ConfusionMatrix, classes: readonly string[]): Scores {
  const counts = countByClass(confusion);
  const images = counts.reduce((sum, { support }) => sum + support, 0);
  const right = counts.reduce((sum, one) => sum + one.right, 0);
  return {
    images,
    right,
    accuracy: images === 0 ? null : { value: right / images, ...wilsonInterval(right, images) },
    macroF1: orNull(macroF1Of(counts)),
    classes: counts.map((one, at) => ({
      class: classes[at] ?? '',
      support: one.support,
      predicted: one.predicted,
      precision: orNull(precisionOf(one)),
      recall: orNull(recallOf(one)),
      f1: orNull(f1Of(one)),
    })),
  };
}

function toRows({ classCount, counts }: ConfusionMatrix): number[][] {
  return Array.from({ length: classCount }, (_, row) => [...counts.subarray(row * classCount, (row + 1) * classCount)]);
}

/** Slices in the order of their columns; an image may be in one of each column. */
function scoreSlices(
  columns: readonly SliceColumn[],
  answers: ClassificationColumns,
  classes: readonly string[],
  withEstimates: boolean,
): Evaluation['slices'] {
  const cuts = columns.flatMap(({ column, values, slices }) =>
    slices.map((value) => ({ column, value, images: Int32Array.from(values.flatMap((of, image) => (of === value ? [image] : []))) })),
  );
  const estimates = withEstimates
    ? estimateSlices(
        answers,
        cuts.map(({ images }) => images),
      )
    : [];
  return cuts.map(({ column, value, images }, at) => {
    const scores = scoreConfusion(countConfusion(answers, images), classes);
    const metrics = estimates[at];
    return { column, value, tooSmall: isTooSmall(scores.images, scores.accuracy), scores, ...(metrics && { metrics }) };
  });
}

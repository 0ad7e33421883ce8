import { createHash } from 'node:crypto';
import { SightlineError } from '../../errors.ts';
import { firstTen } from '../../labels/first-ten.ts';
import type { MultiLabelDataset, MultiLabelledImage } from '../../labels/multi-label-dataset.ts';
import type { PredictionTable } from '../../predictions/prediction-table.ts';
import { specFile } from '../../spec/spec-file.ts';
import { drawPrecision } from '../classification/draw-precision.ts';
import { type JoinedImage, joinPredictions, withoutSkipped } from '../join-predictions.ts';
import { type JudgedImage, evaluateScored } from '../scored/evaluate-scored.ts';
import type { ScoredEvaluation } from '../scored/scored-evaluation.ts';
import type { ScoredModel } from '../scored-model.ts';
import type { MeasuredFacts } from '../slices/image-facts.ts';
import type { SliceSpec } from '../slices/slice-spec.ts';
import { joinLabels } from './join-labels.ts';
import { labelsAbove } from './label-answers.ts';
import { labelScorer } from './label-scorer.ts';

/** What to evaluate, besides the two sides. */
export interface EvaluateLabelsOptions {
  readonly slices: readonly SliceSpec[];
  /** What was measured of images that slices need to have been opened, by image. */
  readonly measured: ReadonlyMap<string, MeasuredFacts>;
  /** A label is said from this score on; by label where they differ, those left out from 0.5 on. */
  readonly threshold: number | Readonly<Record<string, number>>;
  /** Names the predictions in messages. */
  readonly file: string;
  /** Whether images that the model could not read may be left out. */
  readonly maySkip: boolean;
}

/**
 * Judges scores of several labels an image. Throws `prediction-mismatch` unless they are about the same images, and
 * `bad-predictions` without a score for each class of the test set.
 */
export function evaluateLabels(
  dataset: MultiLabelDataset,
  predictions: PredictionTable,
  options: EvaluateLabelsOptions,
): ScoredModel<ScoredEvaluation> {
  const { file, threshold, slices, measured } = options;
  const joined = joinPredictions(withoutSkipped(dataset.images, predictions, options.maySkip, file), predictions, file);
  const classes = [...new Set([...dataset.classes, ...predictions.classes])];
  const { truth, scores } = joinLabels(joined, predictions, classes, file);
  const thresholds = thresholdsOf(classes, threshold);
  const predicted = labelsAbove(scores, thresholds);
  const testLabels = dataset.classes.length;
  const answers = { images: joined.length, labelCount: classes.length, testLabels, truth, predicted };
  const numbersOf = (said: Uint8Array, image: number): number[] =>
    classes.flatMap((_, of) => (said[image * classes.length + of] === 1 ? [of] : []));
  const images = joined.map((one, image): JudgedImage => {
    const [own, called] = [numbersOf(truth, image), numbersOf(predicted, image)];
    const said = scores.values.subarray(image * classes.length, (image + 1) * classes.length);
    return {
      facts: factsOf(one, measured),
      truth: own,
      predicted: called,
      truthDigest: own.map((of) => classes[of] ?? '').join('\n'),
      answerDigest: createHash('sha256')
        .update(Float64Array.of(...said, ...called))
        .digest('hex'),
    };
  });
  const scorer = labelScorer(answers, scores);
  const judged = { task: 'multi-label-classification', classes, testClasses: testLabels, thresholds, images, scorer } as const;
  return {
    ...evaluateScored({ ...judged, skipped: predictions.skipped }, slices),
    precisionRecall: () => drawPrecision(scores, dataset.classes, (image, of) => truth[image * classes.length + of] === 1),
  };
}

/** The score from which on a label is said unless the spec says another. */
export const defaultThreshold = 0.5;

function thresholdsOf(classes: readonly string[], threshold: EvaluateLabelsOptions['threshold']): number[] {
  if (typeof threshold === 'number') {
    return classes.map(() => threshold);
  }
  const unknown = Object.keys(threshold).filter((name) => !classes.includes(name));
  if (unknown.length > 0) {
    throw new SightlineError('invalid-spec', `evaluate.threshold names labels that there are none of: ${firstTen(unknown)}`, {
      place: { file: specFile },
    });
  }
  return classes.map((name) => (Object.hasOwn(threshold, name) ? (threshold[name] ?? defaultThreshold) : defaultThreshold));
}

function factsOf({ truth }: JoinedImage<MultiLabelledImage>, measured: ReadonlyMap<string, MeasuredFacts>): JudgedImage['facts'] {
  return { image: truth.image, metadata: truth.metadata, ...measured.get(truth.image) };
}

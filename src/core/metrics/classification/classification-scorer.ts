import type { MetricId, Scorer } from '../scorer.ts';
import { classificationMetrics } from './metric-table.ts';
import type { ScoreMatrix } from './score-matrix.ts';
import { type ClassificationColumns, ScoredAnswers } from './scored-answers.ts';
import { Scoring } from './scoring.ts';

const byName = new Map(classificationMetrics.map((metric) => [metric.name, metric]));
/** Metrics that look at pairs of classes are asked first, so that what the others need is computed with them. */
const pairMetric = /-ovo$/;

/**
 * The metrics of a classifier on a test set for any weights of its images. NaN for a metric that is undefined there, that
 * needs scores where there are none, or that isn't in the table.
 */
export function createClassificationScorer(columns: ClassificationColumns): Scorer {
  const scored = columns.scores === undefined ? undefined : new ScoredAnswers(columns, columns.scores);
  return {
    images: columns.truth.length,
    among: (images) => createClassificationScorer(takeImages(columns, images)),
    score: (counts, metrics) => {
      const scoring = new Scoring(columns, scored, counts);
      const values = new Float64Array(metrics.length);
      const order = [...metrics.keys()].toSorted((a, b) => Number(isPair(metrics[b])) - Number(isPair(metrics[a])));
      for (const at of order) {
        const { name = '', of } = metrics[at] ?? {};
        values[at] = scoreOne(scoring, name, of);
      }
      return values;
    },
  };
}

/** The columns of some images alone. */
function takeImages({ classCount, truth, predicted, scores }: ClassificationColumns, images: Int32Array): ClassificationColumns {
  return {
    classCount,
    truth: images.map((image) => truth[image] ?? 0),
    predicted: images.map((image) => predicted[image] ?? 0),
    scores: scores && takeRows(scores, images),
  };
}

function takeRows({ classCount, values }: ScoreMatrix, images: Int32Array): ScoreMatrix {
  const taken =
    values instanceof Float32Array ? new Float32Array(images.length * classCount) : new Float64Array(images.length * classCount);
  for (const [row, image] of images.entries()) {
    taken.set(values.subarray(image * classCount, (image + 1) * classCount), row * classCount);
  }
  return { images: images.length, classCount, values: taken };
}

function isPair(metric: MetricId | undefined): boolean {
  return pairMetric.test(metric?.name ?? '');
}

/** A metric of a class without a class, or of the model with one, is none. */
function scoreOne(scoring: Scoring, name: string, of: number | undefined): number {
  const metric = byName.get(name);
  const fits = metric !== undefined && (of === undefined ? metric.of !== 'class' : metric.of !== 'model');
  return fits ? metric.score(scoring, of ?? -1) : Number.NaN;
}

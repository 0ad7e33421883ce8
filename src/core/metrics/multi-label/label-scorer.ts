import type { ScoreMatrix } from '../classification/score-matrix.ts';
import { scoreByTable } from '../score-by-table.ts';
import type { Scorer } from '../scorer.ts';
import { type LabelAnswers, listSaid } from './label-answers.ts';
import { LabelRanker } from './label-ranker.ts';
import { LabelScoring } from './label-scoring.ts';
import { labelMetrics } from './metric-table.ts';

const scoreLabels = scoreByTable(labelMetrics);

/** The metrics of a multi-label classifier for any weights of its images. NaN for a metric that is undefined there, or that isn't in the table. */
export function labelScorer(answers: LabelAnswers, scores: ScoreMatrix): Scorer {
  const { images, labelCount, testLabels, truth, predicted } = answers;
  const ranker = new LabelRanker(scores, truth, testLabels);
  const said = listSaid(answers);
  return {
    images,
    score: (counts, metrics) => scoreLabels(new LabelScoring(said, { labelCount, testLabels }, ranker, counts), metrics),
    among: (only) => {
      const few = {
        images: only.length,
        labelCount,
        testLabels,
        truth: selectRows(truth, labelCount, only),
        predicted: selectRows(predicted, labelCount, only),
      };
      return labelScorer(few, { images: only.length, classCount: labelCount, values: selectRows(scores.values, labelCount, only) });
    },
  };
}

function selectRows<Values extends Uint8Array | Float64Array | Float32Array>(values: Values, columns: number, only: Int32Array): Values {
  const selected = values.slice(0, only.length * columns);
  only.forEach((row, at) => selected.set(values.subarray(row * columns, (row + 1) * columns), at * columns));
  return selected as Values;
}

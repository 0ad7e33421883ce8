import { interpolatePrecision, type PrecisionRecall, rankAnswers } from '../precision-recall.ts';
import { eachColumn, type ScoreMatrix } from './score-matrix.ts';

/** Precision by recall of the first classes of a score matrix, each against all others; `has` says whether an image is of a class. */
export function drawPrecision(
  scores: ScoreMatrix,
  classes: readonly string[],
  has: (image: number, of: number) => boolean,
): PrecisionRecall[] {
  const drawn: PrecisionRecall[] = [];
  eachColumn(scores, (column, of) => {
    const name = classes[of];
    if (name !== undefined) {
      drawn.push({ class: name, precision: interpolatePrecision(rankAnswers(column, (image) => has(image, of))) });
    }
  });
  return drawn;
}

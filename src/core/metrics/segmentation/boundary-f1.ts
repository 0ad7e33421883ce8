import type { ClassPixels } from './count-image.ts';

/**
 * Boundary F1 of a class in one image: the harmonic mean of the share of its predicted boundary that lies within the tolerance
 * of the true one, and of the share of the true one that lies within that of the predicted one. 0 where only one of the masks
 * has a boundary of the class, NaN where neither has.
 */
export function boundaryF1Of({ truthBoundary, truthMatched, predictedBoundary, predictedMatched }: ClassPixels): number {
  if (truthBoundary + predictedBoundary === 0) {
    return Number.NaN;
  }
  const precision = predictedMatched / predictedBoundary;
  const recall = truthMatched / truthBoundary;
  return precision > 0 && recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

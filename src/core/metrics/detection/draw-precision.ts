import { interpolatePrecision, type PrecisionRecall } from '../precision-recall.ts';
import { listCounted } from './best-threshold.ts';
import type { Matches } from './match-detections.ts';
import { countTruths } from './precision-curve.ts';

/** Precision by recall of each class at the overlap `threshold` (its number), over objects of all sizes. */
export function drawPrecision(matches: Matches, threshold: number, classes: readonly string[]): PrecisionRecall[] {
  const area = matches.settings.areas.findIndex(({ name }) => name === 'all');
  const limit = matches.settings.limits.at(-1) ?? 0;
  const ones = new Int32Array(matches.images).fill(1);
  return classes.map((name, of) => {
    const counted = listCounted(matches, of, area, threshold);
    const scoresOf = (isRight: boolean): Float64Array =>
      Float64Array.from(counted.filter((one) => one.isRight === isRight).map(({ score }) => score));
    const total = countTruths(matches, { of, area, limit }, ones);
    return { class: name, precision: interpolatePrecision({ right: scoresOf(true), wrong: scoresOf(false), total }) };
  });
}

import { z } from 'zod';
import type { ScoreMatrix } from '../../src/core/metrics/classification/score-matrix.ts';

/** Truth and probabilities of a case. */
export interface Judged {
  readonly truth: Int32Array;
  readonly matrix: ScoreMatrix;
}

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const sections = z.record(z.string(), z.object({ y_true: z.array(z.int()), probs: z.array(z.array(number)), K: z.int().min(1) }));

/** The named inputs of a case of many small ones. */
export function readSections(input: unknown): Map<string, Judged> {
  return new Map(
    Object.entries(sections.parse(input)).map(([name, { y_true: truth, probs, K: classCount }]) => [
      name,
      { truth: Int32Array.from(truth), matrix: { images: probs.length, classCount, values: Float64Array.from(probs.flat()) } },
    ]),
  );
}

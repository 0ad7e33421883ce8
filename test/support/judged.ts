import { evaluateClassification } from '../../src/core/metrics/evaluate-classification.ts';
import type { Evaluation } from '../../src/core/metrics/evaluation.ts';

/** An image of a made test set, with what a model says of it. */
export interface Judged {
  readonly truth: string;
  readonly predicted: string;
  readonly confidence?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly image?: string;
}

/** The evaluation of a made model; images are named by their place unless they have a name. */
export function judged(images: readonly Judged[], slices: readonly string[] = []): Evaluation {
  const classes = [...new Set(images.flatMap(({ truth, predicted }) => [truth, predicted]))].toSorted();
  const nameOf = (one: Judged, at: number): string => one.image ?? `data/test/${String(at).padStart(5, '0')}.png`;
  return evaluateClassification(
    {
      classes: [...new Set(images.map(({ truth }) => truth))].toSorted(),
      images: images.map((one, at) => ({ image: nameOf(one, at), label: one.truth, metadata: one.metadata ?? {} })),
    },
    {
      version: 1,
      classes,
      predictions: images.map((one, at) => ({
        image: nameOf(one, at),
        label: one.predicted,
        scores: scoresOf(one, classes),
      })),
    },
    { slices, file: 'predictions.json', maySkip: false, estimates: false },
  );
}

/** The classes that aren't the answer share what it leaves. */
function scoresOf({ predicted, confidence = 0.9 }: Judged, classes: readonly string[]): number[] {
  return classes.map((name) => (name === predicted ? confidence : (1 - confidence) / (classes.length - 1)));
}

import type { Evaluation } from '../metrics/evaluation.ts';

/** What one model said of an image. */
export interface Answer {
  readonly label: string;
  /** Null where the model gave labels only. */
  readonly confidence: number | null;
  /** The score that it gave to the truth, where the evaluation holds scores. */
  readonly ofTruth?: number;
}

/** An image that exactly one of the models got right. */
export interface Flip {
  readonly image: string;
  readonly truth: string;
  readonly base: Answer;
  readonly head: Answer;
  /** A small picture as a data URI, where the image could be read. */
  readonly thumbnail?: string;
}

/** The images whose answer changed. The lists are cut; the counts are not. */
export interface Flips {
  /** Wrong before, right now; those first of which the base was most certain. */
  readonly fixes: readonly Flip[];
  /** Right before, wrong now; those first of which the head is most certain. */
  readonly breaks: readonly Flip[];
  readonly fixCount: number;
  readonly breakCount: number;
  /** Images on which both models are wrong, each in another way. */
  readonly otherCount: number;
}

/** Finds the images whose answer changed; images that only one side has, or that have another truth there, don't count. `limit` bounds each list. */
export function findFlips(base: Evaluation, head: Evaluation, limit: number): Flips {
  const fixes: Flip[] = [];
  const breaks: Flip[] = [];
  let otherCount = 0;
  const places = new Map(base.rows.image.map((image, at) => [image, at]));
  for (const [at, image] of head.rows.image.entries()) {
    const truth = labelOf(head, head.rows.truth[at]);
    const before = places.get(image) ?? -1;
    const flip: Flip = { image, truth, base: answerOf(base, before, truth), head: answerOf(head, at, truth) };
    if (flip.base.label === flip.head.label || labelOf(base, base.rows.truth[before]) !== truth) {
      continue;
    }
    if (flip.head.label === truth) {
      fixes.push(flip);
    } else if (flip.base.label === truth) {
      breaks.push(flip);
    } else {
      otherCount++;
    }
  }
  return {
    fixes: fixes.toSorted((a, b) => byConfidence(a.base, b.base)).slice(0, limit),
    breaks: breaks.toSorted((a, b) => byConfidence(a.head, b.head)).slice(0, limit),
    fixCount: fixes.length,
    breakCount: breaks.length,
    otherCount,
  };
}

function answerOf({ classes, rows }: Evaluation, at: number, truth: string): Answer {
  const ofTruth = rows.scores?.[at]?.[classes.indexOf(truth)];
  const answer = { label: classes[rows.predicted[at] ?? -1] ?? '', confidence: rows.confidence[at] ?? null };
  return ofTruth === undefined ? answer : { ...answer, ofTruth };
}

function byConfidence(a: Answer, b: Answer): number {
  return (b.confidence ?? 0) - (a.confidence ?? 0);
}

function labelOf({ classes }: Evaluation, of: number | undefined): string {
  return classes[of ?? -1] ?? '';
}

import type { Answers } from './classification/confusion.ts';
import { findImprobable, matrixOf, type ScoreMatrix } from './classification/score-matrix.ts';
import type { ClassificationColumns } from './classification/scored-answers.ts';
import type { Evaluation } from './evaluation.ts';
import { findTestSetChange, type TestSetChange } from './test-set-change.ts';

/** Images of both sides, by their place in each. Of one test set both lists are the same. */
export interface ImageSets {
  readonly base: Int32Array;
  readonly head: Int32Array;
}

/** Two models' answers in one numbering of the classes, image by image where the test set is the same. */
export interface Pairs {
  readonly classes: readonly string[];
  readonly base: ClassificationColumns;
  readonly head: ClassificationColumns;
  /** Whether every answer, confidence and score is the same: the models cannot be told apart. */
  readonly identical: boolean;
  /** Null where both were judged on one test set, so that each image is a pair; otherwise what differs. */
  readonly change: TestSetChange | null;
  /** Digests of what each was judged on. */
  readonly testSets: Readonly<Record<'base' | 'head', string>>;
  /** Every image. */
  readonly all: ImageSets;
  /** The images that both sides have with the same truth, in step. */
  readonly common: ImageSets;
}

/** What evaluations were made of; undefined for a side that was read from a file. */
export interface SideColumns {
  readonly base?: ClassificationColumns | undefined;
  readonly head?: ClassificationColumns | undefined;
}

/** Brings two evaluations together: image by image where the test set is the same. */
export function pairEvaluations(base: Evaluation, head: Evaluation, columns: SideColumns = {}): Pairs {
  const classes = [...new Set([...head.classes, ...base.classes])];
  const testSets = { base: base.testSet, head: head.testSet };
  const sides = { classes, testSets, base: renumber(base, classes, columns.base), head: renumber(head, classes, columns.head) };
  const all = { base: placesOf(sides.base), head: placesOf(sides.head) };
  if (base.testSet !== head.testSet) {
    return { ...sides, identical: false, change: findTestSetChange(base, head), all, common: findCommon(sides, base, head) };
  }
  const same = (key: 'image' | 'confidence'): boolean => base.rows[key].every((value, at) => Object.is(value, head.rows[key][at]));
  const sameAnswers = sides.base.predicted.every((value, at) => value === sides.head.predicted[at]);
  const identical = sameAnswers && same('confidence') && haveSameScores(sides.base.scores, sides.head.scores);
  return { ...sides, identical, change: null, all, common: all };
}

/** The images of each side that `wanted` takes. */
export function selectImages(sets: ImageSets, wanted: (side: 'base' | 'head', image: number) => boolean): ImageSets {
  return { base: sets.base.filter((image) => wanted('base', image)), head: sets.head.filter((image) => wanted('head', image)) };
}

/** Those of the images that both sides have with the same truth, in step. */
export function commonWithin({ common, change }: Pairs, sets: ImageSets): ImageSets {
  if (change === null) {
    return sets;
  }
  const [inBase, inHead] = [new Set(sets.base), new Set(sets.head)];
  const kept = common.base.map((image, at) => Number(inBase.has(image) && inHead.has(common.head[at] ?? -1)));
  return { base: common.base.filter((_, at) => kept[at] === 1), head: common.head.filter((_, at) => kept[at] === 1) };
}

function placesOf({ truth }: Answers): Int32Array {
  return truth.map((_, image) => image);
}

function findCommon(sides: Pick<Pairs, 'base' | 'head'>, base: Evaluation, head: Evaluation): ImageSets {
  const places = new Map(base.rows.image.map((image, at) => [image, at]));
  const found = head.rows.image.flatMap((image, at) => {
    const before = places.get(image);
    return before !== undefined && sides.base.truth[before] === sides.head.truth[at] ? [[before, at] as const] : [];
  });
  return { base: Int32Array.from(found, ([before]) => before), head: Int32Array.from(found, ([, at]) => at) };
}

function renumber(
  { classes, rows }: Evaluation,
  numbering: readonly string[],
  columns: ClassificationColumns | undefined,
): ClassificationColumns {
  const numbers = Int32Array.from(classes, (name) => numbering.indexOf(name));
  const scores = columns?.scores ?? (rows.scores && matrixOf(rows.scores, classes.length));
  return {
    classCount: numbering.length,
    truth: Int32Array.from(rows.truth, (of) => numbers[of] ?? 0),
    predicted: Int32Array.from(rows.predicted, (of) => numbers[of] ?? 0),
    scores: scores && renumberScores(scores, numbers, numbering.length),
  };
}

/** A class that only the other side knows has the probability 0; scores that are no probabilities have nothing to give it. */
function renumberScores(scores: ScoreMatrix, numbers: Int32Array, classCount: number): ScoreMatrix | undefined {
  if (numbers.every((number, of) => number === of) && numbers.length === classCount) {
    return scores;
  }
  if (numbers.length < classCount && findImprobable(scores) !== -1) {
    return undefined;
  }
  const values = new Float64Array(scores.images * classCount);
  for (let image = 0; image < scores.images; image++) {
    for (let of = 0; of < numbers.length; of++) {
      values[image * classCount + (numbers[of] ?? 0)] = scores.values[image * numbers.length + of] ?? 0;
    }
  }
  return { images: scores.images, classCount, values };
}

function haveSameScores(base: ScoreMatrix | undefined, head: ScoreMatrix | undefined): boolean {
  return base === undefined || head === undefined || base.values.every((score, at) => score === head.values[at]);
}

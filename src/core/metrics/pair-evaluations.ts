import { SightlineError } from '../errors.ts';
import { type Answers } from './classification/confusion.ts';
import type { Evaluation } from './evaluation.ts';

/** Two models' answers on the same images, in one numbering of the classes. */
export interface Pairs {
  readonly classes: readonly string[];
  readonly base: Answers;
  readonly head: Answers;
  /** Whether every answer and every confidence is the same: the models cannot be told apart. */
  readonly identical: boolean;
}

/** Pairs two evaluations image by image. Throws `test-set-differs`, naming what differs, unless they are of the same test set. */
export function pairEvaluations(base: Evaluation, head: Evaluation): Pairs {
  if (base.testSet !== head.testSet) {
    throw new SightlineError('test-set-differs', `base and head were evaluated on different test sets: ${describeDifference(base, head)}`);
  }
  const classes = [...new Set([...head.classes, ...base.classes])];
  const same = (key: 'image' | 'confidence'): boolean => base.rows[key].every((value, at) => Object.is(value, head.rows[key][at]));
  const pairs = { classes, base: renumber(base, classes), head: renumber(head, classes) };
  const sameAnswers = pairs.base.predicted.every((value, at) => value === pairs.head.predicted[at]);
  return { ...pairs, identical: sameAnswers && same('confidence') };
}

function renumber({ classes, rows }: Evaluation, numbering: readonly string[]): Answers {
  const numbers = Int32Array.from(classes, (name) => numbering.indexOf(name));
  return {
    classCount: numbering.length,
    truth: Int32Array.from(rows.truth, (of) => numbers[of] ?? 0),
    predicted: Int32Array.from(rows.predicted, (of) => numbers[of] ?? 0),
  };
}

function truthByImage({ classes, rows }: Evaluation): Map<string, string> {
  return new Map(rows.image.map((image, at) => [image, classes[rows.truth[at] ?? 0] ?? '']));
}

function describeDifference(base: Evaluation, head: Evaluation): string {
  const [baseTruths, headTruths] = [truthByImage(base), truthByImage(head)];
  const removed = [...baseTruths.keys()].filter((image) => !headTruths.has(image));
  const added = [...headTruths.keys()].filter((image) => !baseTruths.has(image));
  const relabelled = [...baseTruths].filter(([image, truth]) => (headTruths.get(image) ?? truth) !== truth).map(([image]) => image);
  return [describe('only in base', removed), describe('only in head', added), describe('with another truth', relabelled)]
    .filter((part) => part !== '')
    .join('; ');
}

const shown = 10;

function describe(what: string, images: readonly string[]): string {
  const names = images.slice(0, shown).map((image) => JSON.stringify(image.slice(0, 200)));
  return images.length === 0 ? '' : `${images.length} ${what} (${names.join(', ')}${images.length > shown ? ', ...' : ''})`;
}

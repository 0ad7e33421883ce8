import type { Answers, ClassCounts } from './classification/confusion.ts';

/** Images on which truth and all answers agree are of one kind, so that a resample is counted by kinds. */
export interface Kinds {
  readonly ofImage: Int32Array;
  /** One image of each kind. */
  readonly examples: readonly number[];
}

/** The kinds of some images, of one model or of two on the same ones. */
export function findKinds(models: readonly Answers[], images: Int32Array): Kinds {
  const numbers = new Map<number, number>();
  const examples: number[] = [];
  const ofImage = images.map((image) => {
    const key = models.reduce((sum, { classCount, predicted }) => sum * classCount + (predicted[image] ?? 0), models[0]?.truth[image] ?? 0);
    const known = numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    examples.push(image);
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  return { ofImage, examples };
}

/** Counts by class of one model, for how often each kind was drawn. The answer is overwritten by the next call: a bootstrap makes thousands. */
export function createCounter(model: Answers, examples: readonly number[]): (counts: Int32Array) => readonly ClassCounts[] {
  const { classCount, truth, predicted } = model;
  const truths = Int32Array.from(examples, (image) => truth[image] ?? 0);
  const answers = Int32Array.from(examples, (image) => predicted[image] ?? 0);
  const classes = Array.from({ length: classCount }, () => ({ right: 0, support: 0, predicted: 0 }));
  return (counts) => {
    for (const one of classes) {
      one.right = 0;
      one.support = 0;
      one.predicted = 0;
    }
    for (let kind = 0; kind < truths.length; kind++) {
      const count = counts[kind] ?? 0;
      const [of, as] = [classes[truths[kind] ?? 0], classes[answers[kind] ?? 0]];
      if (of !== undefined && as !== undefined) {
        of.support += count;
        as.predicted += count;
        of.right += of === as ? count : 0;
      }
    }
    return classes;
  };
}

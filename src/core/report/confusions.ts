import type { Evaluation } from '../metrics/evaluation.ts';

/** How often one class was taken for another, by both models. */
export interface Confusion {
  readonly truth: string;
  readonly predicted: string;
  readonly base: number;
  readonly head: number;
}

/** The counts of an evaluation in the numbering of `classes`, row by row; classes that it doesn't know count 0. */
export function renumberConfusion({ classes, confusion }: Evaluation, numbering: readonly string[]): number[][] {
  const numbers = numbering.map((name) => classes.indexOf(name));
  return numbers.map((row) => numbers.map((column) => confusion[row]?.[column] ?? 0));
}

/** The classes of both models: head's first. */
export function jointClasses(base: Evaluation, head: Evaluation): string[] {
  return [...new Set([...head.classes, ...base.classes])];
}

/** The mix-ups that either model makes, the most frequent first. */
export function findConfusions(base: Evaluation, head: Evaluation, limit: number): Confusion[] {
  const classes = jointClasses(base, head);
  const [baseCounts, headCounts] = [renumberConfusion(base, classes), renumberConfusion(head, classes)];
  const found = classes.flatMap((truth, row) =>
    classes.flatMap((predicted, column): Confusion[] => {
      const counts = { base: baseCounts[row]?.[column] ?? 0, head: headCounts[row]?.[column] ?? 0 };
      return row === column || counts.base + counts.head === 0 ? [] : [{ truth, predicted, ...counts }];
    }),
  );
  return found.toSorted((a, b) => b.head + b.base - (a.head + a.base)).slice(0, limit);
}

/** The number of a class for each pixel, in rows from the top left. */
export interface ClassMask {
  readonly width: number;
  readonly height: number;
  readonly classes: Uint8Array | Uint16Array;
}

/** What the numbers in masks mean: those below `count` are classes. */
export interface MaskClasses {
  readonly count: number;
  /** Pixels with this number in the truth are not judged, whether it is a class's or not. */
  readonly ignore: number;
}

/**
 * Why a prediction can't be judged by a truth without a `truthProblem`: another size, or a number that is neither a class nor the
 * ignored one. Undefined when it can.
 */
export function maskProblem(truth: ClassMask, predicted: ClassMask, classes: MaskClasses): string | undefined {
  if (truth.width !== predicted.width || truth.height !== predicted.height) {
    return `${truth.width} x ${truth.height} pixels, predicted ${predicted.width} x ${predicted.height}`;
  }
  return numberProblem(predicted, classes, 'predicted');
}

/** What is wrong with a mask of the truth: a number that is neither a class nor the ignored one. */
export function truthProblem(truth: ClassMask, classes: MaskClasses): string | undefined {
  return numberProblem(truth, classes, 'labelled');
}

function numberProblem({ width, classes: numbers }: ClassMask, { count, ignore }: MaskClasses, what: string): string | undefined {
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0;
    if (number >= count && number !== ignore) {
      return `${what} ${number} at x ${at % width}, y ${Math.floor(at / width)}, of ${count} classes`;
    }
  }
}

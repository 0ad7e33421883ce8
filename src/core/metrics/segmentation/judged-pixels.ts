import type { ClassMask, MaskClasses } from './class-mask.ts';

/** Stands for a pixel without a class. */
export const noClass = 65_535;

/** Two masks of one image. A pixel whose truth is `noClass` is not judged, and has no answer either. */
export interface JudgedPixels {
  readonly width: number;
  readonly height: number;
  readonly truth: Uint16Array;
  /** `noClass` on a pixel that is judged is an answer that is wrong. */
  readonly predicted: Uint16Array;
}

/** The pixels of two masks that have no `maskProblem`. A prediction that says the ignored number where the truth has a class is wrong. */
export function judgePixels(truth: ClassMask, predicted: ClassMask, { ignore }: MaskClasses): JudgedPixels {
  const [own, said] = [new Uint16Array(truth.classes), new Uint16Array(predicted.classes)];
  for (let at = 0; at < own.length; at++) {
    if (own[at] === ignore) {
      own[at] = noClass;
      said[at] = noClass;
    } else if (said[at] === ignore) {
      said[at] = noClass;
    }
  }
  return { width: truth.width, height: truth.height, truth: own, predicted: said };
}

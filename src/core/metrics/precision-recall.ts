/** Recall at which precision is read: 0 to 1 in steps of 0.02. */
export const recallSteps: readonly number[] = Array.from({ length: 51 }, (_, at) => at / 50);

/** Precision by recall of one class against all others. */
export interface PrecisionRecall {
  readonly class: string;
  /** At each of `recallSteps`; null where the class has nothing to find, or no answer reaches that recall. */
  readonly precision: readonly (number | null)[];
}

/** What a class's answers scored: those that were right, those that were wrong, and how many there were to find. */
export interface RankedAnswers {
  readonly right: Float64Array;
  readonly wrong: Float64Array;
  readonly total: number;
}

/**
 * Interpolated precision: at each step of recall the best that this recall or any greater one has (as in Pascal VOC and COCO).
 * Answers of equal scores stay together.
 */
export function interpolatePrecision({ right, wrong, total }: RankedAnswers): (number | null)[] {
  const [found, mistakes] = [right.toSorted(), wrong.toSorted()];
  const best: (number | null)[] = recallSteps.map(() => null);
  let above = mistakes.length;
  for (let at = found.length - 1; at >= 0; at--) {
    const score = found[at] ?? 0;
    while (above > 0 && (mistakes[above - 1] ?? 0) >= score) {
      above--;
    }
    if (found[at - 1] !== score) {
      const [hits, misses] = [found.length - at, mistakes.length - above];
      const reached = Math.floor((hits / total) * (recallSteps.length - 1) + 1e-9);
      best[reached] = Math.max(best[reached] ?? 0, hits / (hits + misses));
    }
  }
  let greatest: number | null = null;
  return best
    .toReversed()
    .map((precision) => (greatest = precision === null ? greatest : Math.max(precision, greatest ?? 0)))
    .toReversed();
}

/** Answers of a score matrix's column, told apart by who has the class. */
export function rankAnswers(scores: ArrayLike<number>, isOwn: (at: number) => boolean): RankedAnswers {
  const own = Uint8Array.from({ length: scores.length }, (_, at) => Number(isOwn(at)));
  const all = Float64Array.from(scores);
  const right = all.filter((_, at) => own[at] === 1);
  return { right, wrong: all.filter((_, at) => own[at] === 0), total: right.length };
}

/** The mean over the classes that have something to find: 0 where one of them doesn't reach the recall, null where none does. */
export function meanPrecision(curves: readonly PrecisionRecall[]): (number | null)[] {
  const known = curves.filter(({ precision }) => precision.some((value) => value !== null));
  return recallSteps.map((_, at) => {
    const values = known.map(({ precision }) => precision[at] ?? null);
    return values.every((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / known.length;
  });
}

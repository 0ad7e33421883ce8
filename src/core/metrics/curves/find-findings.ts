import { type CurveSeries, directionOf, isHeldOutOf, lowerIsBetter, trendOf } from './curve-series.ts';
import { findPlateau } from './find-plateau.ts';
import { findSpikes } from './find-spikes.ts';
import { findTurn } from './find-turns.ts';

/** What a learning curve shows that its reader should know. */
export interface CurveFinding {
  readonly kind: 'not-a-number' | 'spike' | 'divergence' | 'overfitting' | 'plateau';
  readonly curve: string;
  /** The epoch or step: of the first bad value, the spike, the turn to the worse, or the start of the plateau. */
  readonly at: number;
}

/** A turn to the worse that costs this share of the gain is a divergence; a smaller one of a training curve is not told. */
const lostByDivergence = 0.5;
/** Mann and Kendall's trend of training that still improves. */
const stillImproving = -1.96;

/** All that the curves of one training show, in their order, each by step. */
export function findFindings(curves: readonly CurveSeries[]): CurveFinding[] {
  return curves.flatMap((series) => [...findBroken(series), ...(directionOf(series.name) === undefined ? [] : findCourse(series, curves))]);
}

function findBroken({ name, broken = [] }: CurveSeries): CurveFinding[] {
  const [at] = broken;
  return at === undefined ? [] : [{ kind: 'not-a-number', curve: name, at }];
}

function findCourse(series: CurveSeries, curves: readonly CurveSeries[]): CurveFinding[] {
  const found = (kind: CurveFinding['kind'], index: number): CurveFinding => ({ kind, curve: series.name, at: series.x[index] ?? 0 });
  const spikes = findSpikes(series).map((index) => found('spike', index));
  const turn = findTurn(series);
  if (turn !== undefined) {
    const from = series.x[turn.at] ?? 0;
    const training = curves.find((other) => isHeldOutOf(series.name, other.name));
    if (training !== undefined && improvesFrom(training, from)) {
      return [...spikes, found('overfitting', turn.at)];
    }
    if (turn.lost >= lostByDivergence) {
      return [...spikes, found('divergence', turn.at)];
    }
  }
  const plateau = findPlateau(series);
  return plateau === undefined ? spikes : [...spikes, found('plateau', plateau)];
}

function improvesFrom(training: CurveSeries, from: number): boolean {
  return trendOf(lowerIsBetter(training).filter((_, at) => (training.x[at] ?? 0) >= from)) < stillImproving;
}

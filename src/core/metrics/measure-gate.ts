import type { Gate } from '../spec/spec.ts';
import type { Evaluation } from './evaluation.ts';
import type { Measured } from './comparison.ts';
import type { Unmeasured } from './gates.ts';
import { type ClassifierPair, measureMetric } from './measure-classification.ts';
import { type ImageSets, type Pairs, selectImages } from './pair-evaluations.ts';

type Sides = Readonly<Record<'base' | 'head', Evaluation>>;

/** What a gate is about: its metric, of its class, on the images of its slice. */
export function measureGate(gate: Gate, two: ClassifierPair, sides: Sides): Measured | Unmeasured {
  const only = findImages(gate, two.pairs, sides);
  return measureMetric(two, only, {
    name: gate.metric,
    ...(gate.class === undefined ? {} : { of: two.pairs.classes.indexOf(gate.class) }),
  });
}

function findImages({ slice }: Gate, pairs: Pairs, sides: Sides): ImageSets {
  if (slice === undefined) {
    return pairs.all;
  }
  const cut = slice.indexOf('=');
  const [column, wanted] = [slice.slice(0, cut), slice.slice(cut + 1)];
  const values = { base: sides.base.rows.metadata[column], head: sides.head.rows.metadata[column] };
  return selectImages(pairs.all, (side, image) => values[pairs.change === null ? 'head' : side]?.[image] === wanted);
}

import type { Gate } from '../spec/spec.ts';
import type { Measured } from './comparison.ts';
import type { Unmeasured } from './gates.ts';
import { type ScoredPair, imagesOf, measurePair } from './scored-pair.ts';

/** What a gate is about: its metric, of its class, on the images of its slice. A slice by class may be the class of the metric. */
export function measureScoredGate({ metric, class: name, slice }: Gate, pair: ScoredPair): Measured | Unmeasured {
  const of = name === undefined ? undefined : pair.head.evaluation.classes.indexOf(name);
  if (of === -1) {
    return { why: 'the test set has no such class' };
  }
  const cut = slice?.indexOf('=') ?? 0;
  const images = slice === undefined ? undefined : imagesOf(pair, slice.slice(0, cut), slice.slice(cut + 1));
  if (slice !== undefined && (images === undefined || images.head.length === 0 || images.base.length === 0)) {
    return { why: 'the test set has no image to judge it by' };
  }
  if (images?.of !== undefined && of !== undefined && images.of !== of) {
    return { why: 'the slice is of one class, and the metric of another' };
  }
  const wanted = of ?? images?.of;
  const [measured] = measurePair(
    pair,
    [{ name: metric, ...(wanted === undefined ? {} : { of: wanted }) }],
    images?.of === undefined ? images : undefined,
  );
  return measured === undefined
    ? { why: 'the test set has no image to judge it by' }
    : { difference: measured.difference, head: measured.head };
}

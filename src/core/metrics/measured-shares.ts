import { wilsonInterval } from '../statistics/proportion-interval.ts';
import { compareAccuracy } from './compare-accuracy.ts';
import type { Measured } from './comparison.ts';
import { type ImageSets, type Pairs, selectImages } from './pair-evaluations.ts';
import type { MetricId } from './scorer.ts';

/** Metrics that are the share of right answers among some images, or what it lacks to 1, measured by closed forms; undefined for others. */
export function measureShare(pairs: Pairs, only: ImageSets, { name, of }: MetricId): Measured | undefined {
  switch (name) {
    case 'accuracy':
      return asShare(pairs, only);
    case 'hamming-loss':
      return complement(asShare(pairs, only));
    case 'recall':
      return asShare(
        pairs,
        selectImages(only, (side, image) => pairs[side].truth[image] === of),
      );
    default:
      return undefined;
  }
}

/** Head's own value of a metric that is a share of right images, though its difference is none; undefined for others. */
export function ownShare(pairs: Pairs, only: ImageSets, { name, of }: MetricId, value: number | null): Measured['head'] | undefined {
  if (name === 'precision') {
    return shareOfHead(
      pairs,
      only.head.filter((image) => pairs.head.predicted[image] === of),
    );
  }
  const images = only.head.length;
  const isShare = /^top-\d+$/.test(name) && value !== null;
  return isShare ? { value, images, ...wilsonInterval(Math.round(value * images), images) } : undefined;
}

function asShare(pairs: Pairs, only: ImageSets): Measured {
  return { difference: compareAccuracy(pairs, only).accuracy, head: shareOfHead(pairs, only.head) };
}

function shareOfHead({ head }: Pairs, images: Int32Array): Measured['head'] {
  const right = images.filter((image) => head.predicted[image] === head.truth[image]).length;
  return images.length === 0 ? null : { value: right / images.length, images: images.length, ...wilsonInterval(right, images.length) };
}

function complement({ difference: one, head }: Measured): Measured {
  return {
    difference: {
      base: lessThan(1, one.base),
      head: lessThan(1, one.head),
      difference: lessThan(0, one.difference),
      low: lessThan(0, one.high),
      high: lessThan(0, one.low),
    },
    head: head && { ...head, value: 1 - head.value, low: 1 - head.high, high: 1 - head.low },
  };
}

function lessThan(whole: number, value: number | null): number | null {
  return value === null ? null : whole - value;
}

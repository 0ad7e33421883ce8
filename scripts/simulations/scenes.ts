import { boxOverlap } from '../../src/core/metrics/detection/box-overlap.ts';
import { cocoSettings } from '../../src/core/metrics/detection/coco-settings.ts';
import type { ObjectColumns } from '../../src/core/metrics/detection/detection-set.ts';
import { detectionScorer } from '../../src/core/metrics/detection/detection-scorer.ts';
import { matchDetections } from '../../src/core/metrics/detection/match-detections.ts';
import type { Scorer } from '../../src/core/metrics/scorer.ts';
import type { Chance } from './chance.ts';

type Box = readonly [number, number, number, number];

/** An object of an image: how hard it is to find is the same for all detectors. */
interface Shown {
  readonly image: number;
  readonly of: number;
  readonly box: Box;
  readonly hardness: number;
  readonly score: number;
}

const classes = 2;
const [cellsEach, cell] = [9, 100];

/** Images with one to five objects of two classes, each in a place of its own; some images are harder than others. */
function drawTruths(chance: Chance, images: number): Shown[] {
  return Array.from({ length: images }, (_, image) => {
    const [hardness, first] = [chance.normal(), chance.below(cellsEach)];
    return Array.from({ length: 1 + chance.below(5) }, (_object, at) => {
      const box = drawBox(chance, (first + at) % cellsEach);
      return { image, of: Number(chance.uniform() < 0.3), box, hardness: 0.7 * (hardness + chance.normal()), score: 0 };
    });
  }).flat();
}

function drawBox(chance: Chance, place: number): Box {
  const [width, height] = [30 + 50 * chance.uniform(), 30 + 50 * chance.uniform()];
  return [(place % 3) * cell + 10, Math.floor(place / 3) * cell + 10, width, height];
}

/**
 * What a detector of so much `skill` says: it finds an object the likelier the easier it is, is off by some of its size, now and
 * then takes it for the other class, and sees something where nothing is in every second image.
 */
function detect(chance: Chance, truths: readonly Shown[], images: number, skill: number): Shown[] {
  const found = truths.flatMap((truth): Shown[] => {
    const sureness = skill - truth.hardness + chance.normal();
    const of = chance.uniform() < 0.05 ? 1 - truth.of : truth.of;
    return sureness < 0 ? [] : [{ ...truth, of, box: shift(chance, truth.box, 0.06), score: sigmoid(sureness - 1 + chance.normal()) }];
  });
  const nothing = Array.from({ length: images }, (_, image) => image).filter(() => chance.uniform() < 0.5);
  const wrong = nothing.map((image): Shown => {
    const box = drawBox(chance, chance.below(cellsEach));
    return { image, of: chance.below(classes), box, hardness: 0, score: sigmoid(chance.normal() - 1) };
  });
  return [...found, ...wrong];
}

function shift(chance: Chance, [left, top, width, height]: Box, by: number): Box {
  const off = (size: number): number => by * size * chance.normal();
  return [left + off(width), top + off(height), width * Math.exp(off(1)), height * Math.exp(off(1))];
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Two detectors on the same drawn images, ready to be compared; equal skills make them exchangeable. */
export function drawDetectors(chance: Chance, images: number, [base, head]: readonly [number, number]): readonly [Scorer, Scorer] {
  const truths = drawTruths(chance, images);
  const scorerOf = (skill: number): Scorer => {
    const detections = detect(chance, truths, images, skill);
    const set = {
      images,
      classes,
      truths: { ...columnsOf(truths), crowd: new Uint8Array(truths.length) },
      detections: { ...columnsOf(detections), scores: Float64Array.from(detections, ({ score }) => score) },
    };
    return detectionScorer(matchDetections(set, cocoSettings, boxOverlap(set.detections, set.truths)));
  };
  return [scorerOf(base), scorerOf(head)];
}

function columnsOf(objects: readonly Shown[]): ObjectColumns {
  return {
    image: Int32Array.from(objects, ({ image }) => image),
    of: Int32Array.from(objects, ({ of }) => of),
    boxes: Float64Array.from(objects.flatMap(({ box }) => box)),
    areas: Float64Array.from(objects, ({ box }) => box[2] * box[3]),
  };
}

import type { Chance } from './chance.ts';

/** How many images only one of two models gets right. */
export interface Discordant {
  readonly onlyBase: number;
  readonly onlyHead: number;
}

/** A test set on which each image is right with base alone, or with head alone, with these chances. */
export function drawDiscordant(chance: Chance, images: number, baseAlone: number, headAlone: number): Discordant {
  let onlyBase = 0;
  let onlyHead = 0;
  for (let image = 0; image < images; image++) {
    const at = chance.uniform();
    onlyBase += Number(at < baseAlone);
    onlyHead += Number(at >= baseAlone && at < baseAlone + headAlone);
  }
  return { onlyBase, onlyHead };
}

/** How many of so many images are right, each with this chance. */
export function drawRight(chance: Chance, images: number, share: number): number {
  let right = 0;
  for (let image = 0; image < images; image++) {
    right += Number(chance.uniform() < share);
  }
  return right;
}

/** Scores of two models for one class, normal around 0 for other images and around `distance` for its own, correlated by what both see. */
export interface DrawnScores {
  readonly positive: readonly boolean[];
  readonly base: Float64Array;
  readonly head: Float64Array;
}

/** `distances` are in standard deviations of a score; a third of the images are of the class. */
export function drawScores(chance: Chance, images: number, distances: readonly [number, number]): DrawnScores {
  const positive = Array.from({ length: images }, (_, image) => image % 3 === 0);
  const seen = Float64Array.from({ length: images }, () => chance.normal());
  const scores = (distance: number): Float64Array =>
    seen.map((both, image) => both * Math.SQRT1_2 + chance.normal() * Math.SQRT1_2 + (positive[image] === true ? distance : 0));
  return { positive, base: scores(distances[0]), head: scores(distances[1]) };
}

/** Differences of two models' losses on each image: skewed losses, of which both models share a part. */
export function drawLossDifferences(chance: Chance, images: number): Float64Array {
  const loss = (): number => -Math.log(1 - chance.uniform());
  return Float64Array.from({ length: images }, () => loss() - loss());
}

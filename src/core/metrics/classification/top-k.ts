import type { ScoreMatrix } from './score-matrix.ts';

/** Which of two classes with the same score comes first: the one with the lower number, or with the higher, as scikit-learn has it. */
export type TieOrder = 'lower-first' | 'higher-first';

/** By image: how many classes come before its truth, 0 where it is the first. */
export function placesOfTruth({ images, classCount, values }: ScoreMatrix, truth: Int32Array, ties: TieOrder = 'lower-first'): Int32Array {
  const places = new Int32Array(images);
  for (let image = 0, at = 0; image < images; image++, at += classCount) {
    const own = truth[image] ?? 0;
    const score = values[at + own] ?? 0;
    let place = 0;
    for (let of = 0; of < classCount; of++) {
      const other = values[at + of] ?? 0;
      place += Number(other > score || (other === score && of !== own && of < own === (ties === 'lower-first')));
    }
    places[image] = place;
  }
  return places;
}

/** The share of images whose truth is among the k classes of the highest scores; NaN without an image. */
export function topKOf(places: Int32Array, k: number, weights: Int32Array): number {
  let [within, images] = [0, 0];
  for (let image = 0; image < places.length; image++) {
    const weight = weights[image] ?? 0;
    images += weight;
    within += (places[image] ?? 0) < k ? weight : 0;
  }
  return within / images;
}

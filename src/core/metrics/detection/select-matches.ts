import type { Matches } from './match-detections.ts';

/** The matches in some images alone, which are numbered in the given order; none stands in it twice. */
export function selectMatches(matches: Matches, images: Int32Array): Matches {
  const numbers = new Int32Array(matches.images).fill(-1);
  images.forEach((image, at) => {
    numbers[image] = at;
  });
  const found = keepColumns(matches.starts, matches.image, numbers);
  const truths = keepColumns(matches.truthStarts, matches.truthImage, numbers);
  return {
    ...matches,
    images: images.length,
    starts: found.starts,
    image: found.image,
    detection: found.pick(matches.detection),
    score: Float64Array.from(found.kept, (place) => matches.score[place] ?? 0),
    rank: found.pick(matches.rank),
    matched: matches.matched.map(found.pick),
    ignored: matches.ignored.map(found.pick),
    outside: Uint8Array.from(found.kept, (place) => matches.outside[place] ?? 0),
    truthStarts: truths.starts,
    truthImage: truths.image,
    truthIgnored: Uint8Array.from(truths.kept, (place) => matches.truthIgnored[place] ?? 0),
  };
}

function keepColumns(starts: Int32Array, image: Int32Array, numbers: Int32Array) {
  const places: number[] = [];
  const keptStarts = Int32Array.from(starts, (start, of) => {
    for (let place = starts[of - 1] ?? start; place < start; place++) {
      if ((numbers[image[place] ?? 0] ?? -1) >= 0) {
        places.push(place);
      }
    }
    return places.length;
  });
  const kept = Int32Array.from(places);
  return {
    kept,
    starts: keptStarts,
    image: kept.map((place) => numbers[image[place] ?? 0] ?? 0),
    pick: (column: Int32Array): Int32Array => kept.map((place) => column[place] ?? 0),
  };
}

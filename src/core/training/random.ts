/**
 * Seeded random numbers. Every use derives a stream of its own from the seed and what it is for (epoch, step, layer),
 * so that a resumed training needs no stored position: the stream of step 500 is the same however one came there.
 */

/** A stream of random numbers. */
export interface RandomStream {
  /** Uniform in [0, 1), 32 bits of it. */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
  /** A whole number, uniform in [0, limit). */
  below(limit: number): number;
}

/**
 * The stream for a purpose: the seed and the names are hashed (FNV-1a, finished as in MurmurHash3) into the state of
 * the generator sfc32 by Chris Doty-Humphrey (PractRand), which is then run past its first, still related numbers.
 */
export function randomStream(seed: number, ...purpose: readonly (string | number)[]): RandomStream {
  const key = [seed, ...purpose].join('/');
  let a = hashText(key, 0x811c9dc5);
  let b = hashText(key, 0x9e3779b9);
  let c = hashText(key, 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) {
    next();
  }
  const uniform = (): number => next() / 4_294_967_296;
  return {
    uniform,
    normal: () => boxMuller(uniform),
    below: (limit) => Math.floor(uniform() * limit),
  };
}

function hashText(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Box and Muller's transform of two uniform numbers; the second normal number is dropped to keep no state. */
function boxMuller(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/** The numbers 0 to count - 1 in random order (Fisher and Yates). */
export function shuffledIndices(count: number, random: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

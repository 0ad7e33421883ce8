/** A seeded source of chance for simulations: apart from the generator that is under test. */
export interface Chance {
  /** Uniform from 0 to 1, 32 bits of it. */
  uniform(): number;
  normal(): number;
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
}

/** Chris Doty-Humphrey's sfc32 (PractRand), started as he advises: the seed, a counter of 1, twelve steps of warming up. */
export function createChance(seed: number): Chance {
  let [a, b, c, counter] = [0, seed | 0, 0x9e3779b9 | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let step = 0; step < 12; step++) {
    next();
  }
  const uniform = (): number => next() / 2 ** 32;
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (count) => Math.floor(uniform() * count),
  };
}

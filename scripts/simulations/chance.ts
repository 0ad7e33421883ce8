/** A seeded source of chance for simulations: apart from the generator that is under test. */
export interface Chance {
  /** Uniform from 0 to 1, 32 bits of it. */
  uniform(): number;
  normal(): number;
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
}

/** Chris Doty-Humphrey's sfc32 (PractRand), its state spread from the seed by the finisher of MurmurHash3, so that seeds in a row have nothing in common. */
export function createChance(seed: number): Chance {
  let [a, b, c, counter] = [mix(seed), mix(seed + 0x9e3779b9), mix(seed ^ 0x85ebca6b), 1];
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

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * The complementary error function for x >= 0, relative error about 1e-14: the series of erf below 2, the continued fraction
 * above (Abramowitz, Stegun: Handbook of Mathematical Functions, 1964, 7.1.6 and 7.1.14).
 */
function erfc(x: number): number {
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * Number.EPSILON; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - 2 * scale * sum;
  }
  let fraction = x;
  for (let n = 120; n > 0; n--) {
    fraction = x + n / 2 / fraction;
  }
  return scale / fraction;
}

/** P(Z > z) of the standard normal distribution, with its digits also where it is tiny. */
export function normalUpperTail(z: number): number {
  const half = erfc(Math.abs(z) / Math.SQRT2) / 2;
  return z < 0 ? 1 - half : half;
}

/** P(Z <= z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return normalUpperTail(-z);
}

/** P(|Z| > |z|): the two-sided p-value of a standard normal statistic, and of a chi-squared one with one degree of freedom at z^2. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalUpperTail(Math.abs(z)));
}

/**
 * The z with P(Z <= z) = `level`; -Infinity at 0, Infinity at 1. The approximation 26.2.23 of Abramowitz and Stegun,
 * brought to the last digits by Halley's method.
 */
export function normalQuantile(level: number): number {
  if (level > 0.5) {
    return -normalQuantile(1 - level);
  }
  if (!(level > 0)) {
    return level === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  }
  const t = Math.sqrt(-2 * Math.log(level));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(z) - level) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/** The quantile that leaves alpha / 2 above it: 1.96 for 0.05. */
export function criticalValue(alpha: number): number {
  return -normalQuantile(alpha / 2);
}

const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360];

/**
 * Logarithm of the gamma function, for x > 0; absolute error under 1e-14 times the larger of 1 and the value.
 * Stirling's series from 16 on, and the recurrence down from there below (Abramowitz, Stegun: Handbook of Mathematical
 * Functions, 1964, 6.1.15 and 6.1.40).
 */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 16) {
    product *= shifted;
    shifted++;
  }
  const square = 1 / (shifted * shifted);
  const series = stirling.reduceRight((sum, term) => sum * square + term, 0) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

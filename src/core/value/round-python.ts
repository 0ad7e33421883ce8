/** As many digits as `toFixed` gives: an exact half is known by what it has after the last digit kept. */
const mostDigits = 100;

/** Python's `round(x, digits)`: to the nearest decimal, an exact half to the even digit. `digits` is 0 to 99. */
export function roundPython(value: number, digits: number): number {
  // From 1e21 up `toFixed` answers an exponent, and no double that large has a fraction.
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) {
    return value;
  }
  const exact = Math.abs(value).toFixed(mostDigits);
  const cut = exact.length - mostDigits + digits;
  const isHalf = /^50*$/.test(exact.slice(cut));
  const lower = exact.slice(0, cut);
  const magnitude = isHalf && /[02468]\.?$/.test(lower) ? lower : Math.abs(value).toFixed(digits);
  return Math.sign(value) * Number(magnitude);
}

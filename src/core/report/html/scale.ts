/** Maps values from `from` to `to` onto a picture's units. */
export interface Scale {
  (value: number): number;
}

/** A linear scale; one value in the middle when there is no range. */
export function linearScale(from: number, to: number, start: number, end: number): Scale {
  return (value) => (to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start));
}

/** Round values between two ends, about `count` of them: multiples of 1, 2 or 5 times a power of ten. */
export function roundTicks(from: number, to: number, count: number): number[] {
  const range = to - from;
  if (!(range > 0)) {
    return [from];
  }
  const rough = range / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** A coordinate with two decimals at most. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

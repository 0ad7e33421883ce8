const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const width = 24;

/** Values as evenly spread as can be, at most as many as a sparkline is wide; the last is always among them. */
export function thinForSparkline(values: readonly number[]): number[] {
  const every = Math.max(1, values.length / width);
  return Array.from({ length: Math.min(width, values.length) }, (_, bar) => values[Math.floor((bar + 1) * every) - 1] ?? Number.NaN);
}

/** Values as bars of eight heights between `low` and `high`. */
export function sparkline(values: readonly number[], low: number, high: number): string {
  const range = high - low;
  return values
    .map((value) => {
      const level = range > 0 ? Math.round(((value - low) / range) * (levels.length - 1)) : 0;
      return levels[Math.max(0, Math.min(levels.length - 1, level))];
    })
    .join('');
}

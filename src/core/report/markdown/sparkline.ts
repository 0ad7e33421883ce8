const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const width = 24;

/** A curve as bars of eight heights between `low` and `high`, at most 24 wide. */
export function sparkline(values: readonly number[], low: number, high: number): string {
  const every = Math.max(1, values.length / width);
  const bars = Math.min(width, values.length);
  const range = high - low;
  return Array.from({ length: bars }, (_, bar) => {
    const value = values[Math.min(values.length - 1, Math.floor((bar + 1) * every) - 1)] ?? low;
    const level = range > 0 ? Math.round(((value - low) / range) * (levels.length - 1)) : 0;
    return levels[Math.max(0, Math.min(levels.length - 1, level))];
  }).join('');
}

const units = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** A number of bytes for a person to read, in powers of 1000: `613 MB`, `1.5 kB`, `12 B`. */
export function formatBytes(count: number): string {
  let value = count;
  let unit = 'B';
  for (const next of units) {
    if (value < 999.5) {
      break;
    }
    value /= 1000;
    unit = next;
  }
  return `${unit === 'B' || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

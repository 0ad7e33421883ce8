import type { Difference } from './comparison.ts';

/** What is undefined, in text and tables. */
export const undefinedText = '–';

/** A share as `96.41 %`. */
export function formatPercent(share: number | null | undefined): string {
  return share === null || share === undefined ? undefinedText : `${(100 * share).toFixed(2)} %`;
}

/** A difference of shares in points, always with its sign, even of what rounds to nothing: `+1.20`, `−0.35`, `+0.00`; `0.00` is exact. */
export function formatPoints(difference: number | null): string {
  if (difference === null) {
    return undefinedText;
  }
  const digits = Math.abs(100 * difference).toFixed(2);
  const sign = difference === 0 ? '' : difference > 0 ? '+' : '−';
  return sign + digits;
}

/** The ends of a difference's interval: `+0.51 to +1.90`. */
export function formatInterval({ low, high }: Pick<Difference, 'low' | 'high'>): string {
  return low === null || high === null ? undefinedText : `${formatPoints(low)} to ${formatPoints(high)}`;
}

/** A whole number with commas between thousands: `3,922`. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** How many images: `1 image`, `3,922 images`. */
export function countImages(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'image' : 'images'}`;
}

/** A p-value, never shown as 0. */
export function formatP(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(p < 0.01 ? 4 : 3);
}

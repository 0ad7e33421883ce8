/** An undefined score as files write it: NaN inside is null there, never 0. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

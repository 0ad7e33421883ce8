/** The headers of an answer, names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One header as text: its first value. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/**
 * How long a server asks to be left alone, in milliseconds from 0; undefined when it doesn't ask. `until` tells how far
 * a date is from now, which `retry-after` may hold instead of seconds; NaN for what is none.
 */
export function retryAfter(headers: AnswerHeaders, until: (date: string) => number): number | undefined {
  const text = headerOf(headers, 'retry-after')?.trim() ?? '';
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : until(text);
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

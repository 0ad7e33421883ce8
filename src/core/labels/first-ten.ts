const shown = 10;

/** The first ten of a list as text, and how many more there are. */
export function firstTen(items: readonly (string | number)[]): string {
  const names = items.slice(0, shown).map((item) => JSON.stringify(typeof item === 'string' ? item.slice(0, 200) : item));
  return `${names.join(', ')}${items.length > shown ? ` and ${items.length - shown} more` : ''}`;
}

/** How DVC sums up counts of files: `2 files fetched and 1 file added`. */
export function summarizeCounts(counts: Readonly<Record<string, number>>, otherwise: string): string {
  const words = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} file${count > 1 ? 's' : ''} ${state}`);
  const before = words.slice(0, -1).join(', ');
  return words.length === 0 ? otherwise : [before, words.at(-1)].filter((part) => part !== '').join(' and ');
}

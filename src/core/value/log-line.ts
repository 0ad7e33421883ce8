/**
 * A line of a log that quotes names of others, so that no GitHub runner takes it for a command: those begin with `::`, spaces before
 * it or not, or have `##[` anywhere. Such places get a visible sign, since its search may skip invisible ones.
 */
export function plainLogLine(line: string): string {
  const unbracketed = line.replaceAll(/#(\p{Cf}*)#(\p{Cf}*)\[/gu, '# #$1$2[');
  return /^[\s\p{C}]*:/u.test(unbracketed) ? `> ${unbracketed}` : unbracketed;
}

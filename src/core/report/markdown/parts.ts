/** A part of a report. Its tables have at most so many rows; what stands in none is always shown. */
export interface Part {
  readonly name: string;
  readonly render: (rows: number) => string;
}

/** A part, where it has a content. */
export function partIf(condition: boolean, name: string, render: Part['render']): Part[] {
  return condition ? [{ name, render }] : [];
}

/** Parts that fit, and the names of those that don't. */
export interface Fitted {
  readonly text: string;
  readonly cut: readonly string[];
}

/** Rows of a table, the most that is wanted first. */
const rowCounts = [50, 20, 10, 5] as const;
const fewest = 5;
const between = '\n\n';

/**
 * As many parts as `room` holds (in UTF-16 units), in their order. The last are the first to be left out, and before one is,
 * every table is cut to five rows; what room is left goes to the tables of the first parts. The very first part always stays.
 */
export function fitParts(parts: readonly Part[], room: number): Fitted {
  const kept: { readonly part: Part; text: string }[] = [];
  const cut: string[] = [];
  let left = room;
  for (const part of parts) {
    const text = part.render(fewest);
    if (kept.length === 0 || text.length + between.length <= left) {
      kept.push({ part, text });
      left -= text.length + between.length;
    } else {
      cut.push(part.name);
    }
  }
  for (const one of kept) {
    const wider = rowCounts.map((rows) => one.part.render(rows)).find((text) => text.length - one.text.length <= left);
    left -= (wider ?? one.text).length - one.text.length;
    one.text = wider ?? one.text;
  }
  return { text: kept.map(({ text }) => text).join(between), cut };
}

/** A part that is folded until it is asked for; `summary` is plain text of ours. */
export function fold(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

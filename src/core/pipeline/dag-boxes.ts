import { layOut, lineLengths, type DagItem } from './dag-layers.ts';
import { components, type Dag } from './dag.ts';

const boxHeight = 3;
const rowHeight = 6;
/** Beyond this a drawing helps nobody: long lines take a column each. */
const longestLines = 2000;

/** Boxes and lines in ASCII, what runs first at the top; one drawing for each part that nothing connects with the others. */
export function drawBoxes(dag: Dag): string {
  return components(dag).map(drawPart).join('\n');
}

function drawPart(dag: Dag): string {
  if (lineLengths(dag) > longestLines) {
    return dag.edges.map(({ from, to }) => `${from} -> ${to}`).join('\n');
  }
  const rows = layOut(dag);
  const items = rows.flat();
  const left = Math.min(...items.map((item) => item.x - item.width / 2));
  const canvas = new Canvas(rows.length * rowHeight - (rowHeight - boxHeight));
  const middle = (item: DagItem): number => Math.round(item.x - left - item.width / 2) + Math.floor(item.width / 2);
  for (const item of items) {
    for (const next of item.below) {
      canvas.line(middle(item), item.row * rowHeight + boxHeight - 1, middle(next), next.row * rowHeight);
    }
  }
  for (const item of items) {
    const top = item.row * rowHeight;
    if (item.label === undefined) {
      canvas.line(middle(item), top, middle(item), top + boxHeight - 1);
    } else {
      canvas.box(middle(item) - Math.floor(item.width / 2), top, item.label);
    }
  }
  return canvas.toString();
}

class Canvas {
  readonly #rows: string[][];

  constructor(height: number) {
    this.#rows = Array.from({ length: height }, () => []);
  }

  line(x0: number, y0: number, x1: number, y1: number): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (let step = 0; step <= steps; step += 1) {
      const share = steps === 0 ? 0 : step / steps;
      this.#put(Math.round(x0 + (x1 - x0) * share), Math.round(y0 + (y1 - y0) * share), '*');
    }
  }

  box(x: number, y: number, label: string): void {
    const border = `+${'-'.repeat([...label].length + 2)}+`;
    this.#text(x, y, border);
    this.#text(x, y + 1, `| ${label} |`);
    this.#text(x, y + 2, border);
  }

  toString(): string {
    return this.#rows
      .map((row) =>
        Array.from(row, (letter) => letter ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n');
  }

  #text(x: number, y: number, text: string): void {
    [...text].forEach((letter, index) => this.#put(x + index, y, letter));
  }

  #put(x: number, y: number, letter: string): void {
    const row = this.#rows[y];
    if (row !== undefined && x >= 0) {
      row[x] = letter;
    }
  }
}

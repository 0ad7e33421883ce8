import { boxHeight, layOut, rowOf, type Layout, type Vertex } from './dag-layout.ts';
import { splitView, type DagView } from './dag-view.ts';

/** Larger drawings help nobody; the edges are listed instead. */
const mostVertices = 3000;
const mostCells = 4_000_000;

/** Boxes and lines of characters, what is needed above what needs it; parts that aren't connected one after another. */
export function drawDag(view: DagView): string {
  return splitView(view).map(drawPart).join('\n');
}

function drawPart(part: DagView): string {
  const layout = layOut([...part.nodes.keys()], part.edges, mostVertices);
  const drawing = layout === undefined ? undefined : draw(layout);
  return drawing ?? part.edges.map(({ from, to }) => `${from} -> ${to}`).join('\n');
}

function draw({ vertices, lines }: Layout): string | undefined {
  const left = Math.min(...vertices.map(({ x, width }) => x - width / 2));
  const right = Math.max(...vertices.map(({ x, width }) => x + width / 2));
  const columns = Math.ceil(right) - Math.floor(left) + 1;
  const rows = rowOf(Math.max(...vertices.map(({ layer }) => layer))) + boxHeight;
  if (columns * rows > mostCells) {
    return undefined;
  }
  const canvas = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  const put = (x: number, y: number, character: string): void => {
    const row = canvas[y];
    if (row !== undefined && x >= 0 && x < columns) {
      row[x] = character;
    }
  };
  for (const line of lines) {
    line.slice(1).forEach((end, at) => drawLine(put, line[at] ?? end, end, left));
  }
  vertices.forEach((vertex) => drawBox(put, vertex, left));
  return canvas.map((row) => row.join('')).join('\n');
}

type Put = (x: number, y: number, character: string) => void;

function drawBox(put: Put, { name, x, width, layer }: Vertex, left: number): void {
  if (name === undefined) {
    return;
  }
  const start = roundHalfEven(x - width / 2 - left);
  const top = rowOf(layer);
  const border = `+${'-'.repeat(width - 2)}+`;
  [border, `| ${name} |`, border].forEach((text, row) => [...text].forEach((character, at) => put(start + at, top + row, character)));
}

/** From the row below the upper box to the row above the lower one; a bend is a line of the height of a box. */
function drawLine(put: Put, from: Vertex, to: Vertex, left: number): void {
  const [x0, x1] = [roundHalfEven(from.x - left), roundHalfEven(to.x - left)];
  const [y0, y1] = [rowOf(from.layer) + boxHeight, rowOf(to.layer) - 1];
  const steps = Math.max(Math.abs(x1 - x0), y1 - y0);
  for (let step = 0; step <= steps; step += 1) {
    const share = steps === 0 ? 0 : step / steps;
    put(roundHalfEven(x0 + (x1 - x0) * share), roundHalfEven(y0 + (y1 - y0) * share), '*');
  }
  for (let row = 0; to.name === undefined && row < boxHeight; row += 1) {
    put(x1, rowOf(to.layer) + row, '*');
  }
}

/** Python's rounding, so that a plain chain is drawn as DVC draws it. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  return fraction > 0.5 || (fraction === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

import type { Dag } from './dag.ts';

/** A box of a drawing, or the point where a long line passes a row. */
export interface DagItem {
  /** Undefined for a point of a line. */
  readonly label: string | undefined;
  /** Columns that it takes. */
  readonly width: number;
  /** The row, from 0 at the top. */
  readonly row: number;
  readonly above: DagItem[];
  readonly below: DagItem[];
  /** The column of its middle. */
  x: number;
}

/** Columns kept free between neighbours. */
const gap = 3;
const sweeps = 8;

/**
 * Items in rows, every line from a row to the next one: the method of Sugiyama et al. (1981), with rows by longest
 * path, order by the mean of neighbours, and columns as near as possible to those of neighbours.
 */
export function layOut(dag: Dag): readonly (readonly DagItem[])[] {
  const rows = createRows(dag);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    sweepOver(rows, sweep % 2 === 0, orderRow);
  }
  rows.forEach(pack);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    sweepOver(rows, sweep % 2 === 0, placeRow);
  }
  return rows;
}

/** How many rows lines pass in all: what a drawing costs. */
export function lineLengths(dag: Dag): number {
  const rows = rowNumbers(dag);
  return dag.edges.reduce((sum, { from, to }) => sum + (rows.get(to) ?? 0) - (rows.get(from) ?? 0), 0);
}

/** The row of each label: below all that it depends on. Needs a drawing without cycles, but for lines from a node to itself. */
function rowNumbers(dag: Dag): ReadonlyMap<string, number> {
  const rows = new Map(dag.nodes.map((node) => [node, 0]));
  const below = new Map<string, string[]>(dag.nodes.map((node) => [node, []]));
  const open = new Map<string, number>(dag.nodes.map((node) => [node, 0]));
  for (const { from, to } of dag.edges) {
    if (from !== to) {
      below.get(from)?.push(to);
      open.set(to, (open.get(to) ?? 0) + 1);
    }
  }
  const ready = dag.nodes.filter((node) => open.get(node) === 0);
  for (const node of ready) {
    for (const next of below.get(node) ?? []) {
      rows.set(next, Math.max(rows.get(next) ?? 0, (rows.get(node) ?? 0) + 1));
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) {
        ready.push(next);
      }
    }
  }
  return rows;
}

function createRows(dag: Dag): DagItem[][] {
  const numbers = rowNumbers(dag);
  const rows: DagItem[][] = Array.from({ length: Math.max(0, ...numbers.values()) + 1 }, () => []);
  const add = (label: string | undefined, row: number): DagItem => {
    const x = rows[row]?.length ?? 0;
    const item: DagItem = { label, width: label === undefined ? 1 : [...label].length + 4, row, above: [], below: [], x };
    rows[row]?.push(item);
    return item;
  };
  const items = new Map(dag.nodes.map((node) => [node, add(node, numbers.get(node) ?? 0)]));
  for (const { from, to } of dag.edges) {
    const [start, end] = [items.get(from), items.get(to)];
    if (start === undefined || end === undefined || start === end) {
      continue;
    }
    let last = start;
    for (let row = start.row + 1; row < end.row; row += 1) {
      last = connect(last, add(undefined, row));
    }
    connect(last, end);
  }
  return rows;
}

function connect(upper: DagItem, lower: DagItem): DagItem {
  upper.below.push(lower);
  lower.above.push(upper);
  return lower;
}

function sweepOver(rows: DagItem[][], downwards: boolean, change: (row: DagItem[], downwards: boolean) => void): void {
  for (const row of downwards ? rows : rows.toReversed()) {
    change(row, downwards);
  }
}

function orderRow(row: DagItem[], downwards: boolean): void {
  const place = new Map(row.map((item, index) => [item, meanOf(downwards ? item.above : item.below) ?? index]));
  row.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  row.forEach((item, index) => {
    item.x = index;
  });
}

function pack(row: readonly DagItem[]): void {
  let column = 0;
  for (const item of row) {
    item.x = column + item.width / 2;
    column += item.width + gap;
  }
}

/**
 * Moves each item as near to the middle of its neighbours as the order and the gaps allow: the least squares solution,
 * by pooling adjacent violators.
 */
function placeRow(row: readonly DagItem[], downwards: boolean): void {
  const offsets: number[] = [];
  let offset = 0;
  row.forEach((item, index) => {
    const before = row[index - 1];
    offset += before === undefined ? 0 : (before.width + item.width) / 2 + gap;
    offsets.push(offset);
  });
  const pools: { sum: number; count: number }[] = [];
  row.forEach((item, index) => {
    const wanted = meanOf(downwards ? item.above : item.below) ?? item.x;
    let pool = { sum: wanted - (offsets[index] ?? 0), count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.count > pool.sum / pool.count; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  });
  const starts = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  row.forEach((item, index) => {
    item.x = (starts[index] ?? 0) + (offsets[index] ?? 0);
  });
}

function meanOf(items: readonly DagItem[]): number | undefined {
  return items.length === 0 ? undefined : items.reduce((sum, { x }) => sum + x, 0) / items.length;
}

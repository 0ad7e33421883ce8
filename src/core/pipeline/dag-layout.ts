import type { DagEdge } from './dag-view.ts';

/** Rows of a box, and rows between a box and the one below it. */
export const boxHeight = 3;
const gapHeight = 3;

/** A box of a drawing, or a bend of a line that passes between boxes. Units are characters; x is the middle. */
export interface Vertex {
  /** Undefined for a bend. */
  readonly name: string | undefined;
  readonly layer: number;
  readonly width: number;
  x: number;
}

/** Where everything is. */
export interface Layout {
  readonly vertices: readonly Vertex[];
  /** Each from box to box through its bends, downwards. */
  readonly lines: readonly (readonly Vertex[])[];
}

/** The first row of a layer. */
export function rowOf(layer: number): number {
  return layer * (boxHeight + gapHeight);
}

/**
 * Places the nodes of an acyclic graph in layers, each below all that it needs, lines through bends where they pass
 * a layer, and orders and aligns every layer by the means of what its vertices are connected with (the barycentre
 * heuristic of Sugiyama, Tagawa and Toda 1981). Undefined when it would take more than `mostVertices`.
 */
export function layOut(nodes: readonly string[], edges: readonly DagEdge[], mostVertices: number): Layout | undefined {
  const layers = layersOf(nodes, edges);
  const bends = edges.reduce((count, { from, to }) => count + (layers.get(to) ?? 0) - (layers.get(from) ?? 0) - 1, 0);
  if (nodes.length + bends > mostVertices) {
    return undefined;
  }
  const boxes = new Map(nodes.map((name) => [name, { name, layer: layers.get(name) ?? 0, width: [...name].length + 4, x: 0 }]));
  const vertices: Vertex[] = [...boxes.values()];
  const lines = edges.flatMap(({ from, to }) => {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    if (start === undefined || end === undefined || start === end) {
      return [];
    }
    const passed = Array.from({ length: end.layer - start.layer - 1 }, (_, at): Vertex => ({
      name: undefined,
      layer: start.layer + 1 + at,
      width: 1,
      x: 0,
    }));
    vertices.push(...passed);
    return [[start, ...passed, end]];
  });
  align(vertices, lines);
  return { vertices, lines };
}

/** The length of the longest way to each node. Nodes that a collapsed group made circular get what was found before. */
function layersOf(nodes: readonly string[], edges: readonly DagEdge[]): ReadonlyMap<string, number> {
  const waiting = new Map<string, number>(nodes.map((name) => [name, 0]));
  const below = new Map<string, string[]>(nodes.map((name) => [name, []]));
  for (const { from, to } of edges.filter((edge) => edge.from !== edge.to)) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    below.get(from)?.push(to);
  }
  const layers = new Map<string, number>();
  const ready = new Set(nodes.filter((name) => waiting.get(name) === 0));
  for (const name of ready) {
    const layer = layers.get(name) ?? 0;
    layers.set(name, layer);
    for (const next of below.get(name) ?? []) {
      layers.set(next, Math.max(layers.get(next) ?? 0, layer + 1));
      const left = (waiting.get(next) ?? 1) - 1;
      waiting.set(next, left);
      if (left === 0) {
        ready.add(next);
      }
    }
  }
  return layers;
}

const sweeps = 6;

function align(vertices: readonly Vertex[], lines: readonly (readonly Vertex[])[]): void {
  const above = new Map<Vertex, Vertex[]>(vertices.map((vertex) => [vertex, []]));
  const below = new Map<Vertex, Vertex[]>(vertices.map((vertex) => [vertex, []]));
  for (const line of lines) {
    line.slice(1).forEach((vertex, at) => {
      const previous = line[at] ?? vertex;
      above.get(vertex)?.push(previous);
      below.get(previous)?.push(vertex);
    });
  }
  const gap = Math.min(8, ...vertices.filter(({ name }) => name !== undefined).map(({ width }) => width));
  const layers = Object.values(Object.groupBy(vertices, ({ layer }) => layer)).map((layer) => layer ?? []);
  layers.forEach((layer) =>
    place(
      layer,
      layer.map(() => 0),
      gap,
    ),
  );
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    layers.forEach((layer) => alignLayer(layer, above, gap));
    layers.toReversed().forEach((layer) => alignLayer(layer, below, gap));
  }
}

/** Orders a layer by where its neighbours are, then moves each vertex as near to them as the others allow. */
function alignLayer(layer: Vertex[], neighbours: ReadonlyMap<Vertex, readonly Vertex[]>, gap: number): void {
  const wanted = new Map(layer.map((vertex) => [vertex, meanOf(neighbours.get(vertex) ?? []) ?? vertex.x]));
  const wantedOf = (vertex: Vertex): number => wanted.get(vertex) ?? vertex.x;
  layer.sort((a, b) => wantedOf(a) - wantedOf(b));
  place(layer, layer.map(wantedOf), gap);
}

function meanOf(vertices: readonly Vertex[]): number | undefined {
  return vertices.length === 0 ? undefined : vertices.reduce((sum, { x }) => sum + x, 0) / vertices.length;
}

/** Halfway between the leftmost and the rightmost places that keep the distances. */
function place(layer: readonly Vertex[], wanted: readonly number[], gap: number): void {
  const distance = (a: Vertex, b: Vertex): number => (a.width + b.width) / 2 + gap;
  const fromLeft = [...wanted];
  const fromRight = [...wanted];
  for (let at = 1; at < layer.length; at += 1) {
    const [left, right] = [layer[at - 1], layer[at]];
    if (left !== undefined && right !== undefined) {
      fromLeft[at] = Math.max(fromLeft[at] ?? 0, (fromLeft[at - 1] ?? 0) + distance(left, right));
    }
  }
  for (let at = layer.length - 2; at >= 0; at -= 1) {
    const [left, right] = [layer[at], layer[at + 1]];
    if (left !== undefined && right !== undefined) {
      fromRight[at] = Math.min(fromRight[at] ?? 0, (fromRight[at + 1] ?? 0) - distance(left, right));
    }
  }
  layer.forEach((vertex, at) => {
    vertex.x = ((fromLeft[at] ?? 0) + (fromRight[at] ?? 0)) / 2;
  });
}

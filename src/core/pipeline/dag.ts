import { compareCodePoints } from '../value/code-point-order.ts';

/** A drawing's nodes by label and who needs whom; labels are unique. */
export interface Dag {
  readonly nodes: readonly string[];
  readonly edges: readonly DagEdge[];
}

/** `to` reads what `from` writes: arrows are drawn from first to last run. */
export interface DagEdge {
  readonly from: string;
  readonly to: string;
}

/** What is left of a drawing that is about some of its nodes only. */
export interface DagFocus {
  readonly targets: readonly string[];
  /** All that is connected with a target, instead of only what it needs. */
  readonly full: boolean;
}

/** The part of a drawing that its targets are about. */
export function focusDag(dag: Dag, { targets, full }: DagFocus): Dag {
  const sources = neighbours(dag, ({ from, to }) => [[to, from]]);
  const both = neighbours(dag, ({ from, to }) => [
    [to, from],
    [from, to],
  ]);
  return keepNodes(dag, reach(targets, full ? both : sources));
}

/** The drawing with every `name@key` as one node `name`; as in DVC the collapsed nodes come last. */
export function collapseGroups(dag: Dag): Dag {
  const label = (node: string): string => (isGroupMember(node) ? node.slice(0, node.indexOf('@')) : node);
  const single = dag.nodes.filter((node) => !isGroupMember(node));
  const groups = dag.nodes.filter(isGroupMember).map(label);
  const edges = dag.edges.map(({ from, to }): [string, DagEdge] => [
    JSON.stringify([label(from), label(to)]),
    { from: label(from), to: label(to) },
  ]);
  return { nodes: [...new Set([...single, ...groups])], edges: [...new Map(edges).values()] };
}

/** The parts of a drawing that nothing connects, in the order of their first nodes. */
export function components(dag: Dag): readonly Dag[] {
  const both = neighbours(dag, ({ from, to }) => [
    [to, from],
    [from, to],
  ]);
  const seen = new Set<string>();
  return dag.nodes.flatMap((node) => {
    if (seen.has(node)) {
      return [];
    }
    const part = reach([node], both);
    part.forEach((member) => seen.add(member));
    return [keepNodes(dag, part)];
  });
}

/** Graphviz's language, as DVC writes it: nodes in their order, then edges by the node that they start from. */
export function formatDot(dag: Dag): string {
  const order = new Map(dag.nodes.map((node, index) => [node, index]));
  const rank = (node: string): number => order.get(node) ?? 0;
  const edges = dag.edges.toSorted((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
  const isStrict = edges.every(({ from, to }) => from !== to);
  const lines = [
    `${isStrict ? 'strict ' : ''}digraph {`,
    ...dag.nodes.map((node) => `${quoteLabel(node)};`),
    ...edges.map(({ from, to }) => `${quoteLabel(from)} -> ${quoteLabel(to)};`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** Mermaid's language, as DVC writes it: part by part, everything sorted. */
export function formatMermaid(dag: Dag): string {
  let text = 'flowchart TD';
  let count = 0;
  for (const part of components(dag)) {
    const ids = new Map<string, string>();
    for (const node of part.nodes.toSorted(compareCodePoints)) {
      count += 1;
      ids.set(node, `node${count}`);
      text += `\n\tnode${count}["${node}"]`;
    }
    const edges = part.edges.toSorted((a, b) => compareCodePoints(a.from, b.from) || compareCodePoints(a.to, b.to));
    text += edges.map(({ from, to }) => `\n\t${ids.get(from) ?? ''}-->${ids.get(to) ?? ''}`).join('');
  }
  return text;
}

function isGroupMember(node: string): boolean {
  return !node.endsWith('.dvc') && node.includes('@');
}

/** DVC puts a label in quotes without looking inside. */
function quoteLabel(label: string): string {
  return label.startsWith('"') || label.endsWith('"') ? label : `"${label}"`;
}

function keepNodes(dag: Dag, kept: ReadonlySet<string>): Dag {
  return {
    nodes: dag.nodes.filter((node) => kept.has(node)),
    edges: dag.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}

function neighbours(
  dag: Dag,
  directions: (edge: DagEdge) => readonly (readonly [string, string])[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(dag.nodes.map((node) => [node, []]));
  for (const [node, other] of dag.edges.flatMap(directions)) {
    found.get(node)?.push(other);
  }
  return found;
}

function reach(starts: readonly string[], next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set(starts);
  // A set's iteration also visits what is added meanwhile.
  for (const node of found) {
    next.get(node)?.forEach((other) => found.add(other));
  }
  return found;
}

import { compareCodePoints } from '../value/code-point-order.ts';
import { splitView, type DagView } from './dag-view.ts';

/** Graphviz's language, as DVC writes it. */
export function formatDot(view: DagView): string {
  const order = new Map([...view.nodes.keys()].map((name, index) => [name, index]));
  const indexOf = (name: string): number => order.get(name) ?? 0;
  const edges = view.edges.toSorted((a, b) => indexOf(a.from) - indexOf(b.from) || indexOf(a.to) - indexOf(b.to));
  const lines = [
    ...[...view.nodes.keys()].map((name) => `${quote(name)};`),
    ...edges.map(({ from, to }) => `${quote(from)} -> ${quote(to)};`),
  ];
  return `strict digraph {\n${lines.map((line) => `${line}\n`).join('')}}\n`;
}

function quote(name: string): string {
  return name.startsWith('"') || name.endsWith('"') ? name : `"${name}"`;
}

/** A Mermaid flow chart, as DVC writes it. */
export function formatMermaid(view: DagView): string {
  const lines = ['flowchart TD'];
  let count = 0;
  for (const part of splitView(view)) {
    const ids = new Map<string, string>();
    for (const name of [...part.nodes.keys()].toSorted(compareCodePoints)) {
      count += 1;
      ids.set(name, `node${count}`);
      lines.push(`\tnode${count}["${name}"]`);
    }
    const edges = part.edges.toSorted((a, b) => compareCodePoints(a.from, b.from) || compareCodePoints(a.to, b.to));
    lines.push(...edges.map(({ from, to }) => `\t${ids.get(from) ?? ''}-->${ids.get(to) ?? ''}`));
  }
  return lines.join('\n');
}

/** The flow chart in a Markdown block. */
export function formatMermaidBlock(view: DagView): string {
  return `\`\`\`mermaid\n${formatMermaid(view)}\n\`\`\``;
}

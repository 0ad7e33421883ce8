import { markdownTable } from 'markdown-table';
import type { Goal, Outcome } from './simulation.ts';

/** One line a simulation. */
export function formatOutcome({ simulation, count, share, holds }: Outcome): string {
  const { group, what, images, goal } = simulation;
  const judged = goal === undefined ? 'shown' : holds ? 'holds' : 'BROKEN';
  return `${judged.padEnd(6)} ${group}: ${what}, ${images} images: ${percent(share)} of ${count} (${describeGoal(goal)})`;
}

/** Puts a table a group between the marks of the docs. */
export function replaceTables(docs: string, outcomes: readonly Outcome[], seed: number): string {
  return (['false alarms', 'coverage', 'power', 'resampled'] as const).reduce((text, group) => {
    const rows = outcomes.filter(({ simulation }) => simulation.group === group);
    return rows.length === 0 ? text : replaceTable(text, group, tableOf(rows, seed));
  }, docs);
}

/** Puts a table between the marks of its name. Throws when the docs have none. */
export function replaceTable(docs: string, name: string, table: string): string {
  const [start, end] = [`<!-- simulated: ${name} -->`, '<!-- end -->'];
  const from = docs.indexOf(start);
  if (from < 0) {
    throw new Error(`the docs have no mark '${start}'`);
  }
  return `${docs.slice(0, from)}${start}\n${table}\n${docs.slice(docs.indexOf(end, from))}`;
}

function tableOf(rows: readonly Outcome[], seed: number): string {
  const header = ['what', 'images', `of ${rows[0]?.count ?? 0} (seed ${seed})`, 'promised'];
  const cells = rows.map(({ simulation: { what, images, goal }, share }) => [what, String(images), percent(share), describeGoal(goal)]);
  return markdownTable([header, ...cells], { align: ['l', 'r', 'r', 'l'] });
}

function describeGoal(goal: Goal | undefined): string {
  if (goal === undefined) {
    return 'nothing';
  }
  const { least, most } = goal;
  if (least !== undefined && most !== undefined) {
    return `${100 * least} to ${100 * most} %`;
  }
  return least === undefined ? `at most ${100 * (most ?? 1)} %` : `at least ${100 * least} %`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

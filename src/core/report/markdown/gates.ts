import type { GateResult } from '../../metrics/comparison.ts';
import type { ReportFile } from '../file/report-file.ts';
import { describeRequired } from '../verdict-text.ts';
import { codeSpan, prose } from './code-span.ts';
import { table } from './table.ts';

const outcomeWords: Readonly<Record<GateResult['outcome'], string>> = {
  pass: '✓\u00a0pass',
  fail: '**✗\u00a0fail**',
  'cannot-tell': '?\u00a0cannot tell',
};
const order: readonly GateResult['outcome'][] = ['fail', 'cannot-tell', 'pass'];

/** Every gate with its reason; those that fail come first. */
export function gatesSection({ comparison: { gates, task } }: ReportFile, rows: number): string {
  const sorted = gates.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const cells = sorted.map(({ gate, outcome, reason }) => [
    outcomeWords[outcome],
    gate.metric + (gate.class === undefined ? '' : ` of ${codeSpan(gate.class)}`),
    gate.slice === undefined ? 'all\u00a0images' : codeSpan(gate.slice),
    describeRequired(gate, task),
    prose(reason),
  ]);
  return `#### Gates\n\n${table(['Gate', 'Metric', 'On', 'Required', 'Measured'], cells, { rows, textColumns: 5 })}`;
}

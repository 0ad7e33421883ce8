import { formatCount } from '../../metrics/format-share.ts';
import type { Gate, Spec } from '../../spec/spec.ts';
import { verdictWords } from '../verdict-text.ts';
import type { ReportFile } from './report-file.ts';

type Compared = ReportFile['comparison'];

/** Where a report file says something else than its numbers do by base's rules, as plain sentences of ours. */
export function describeCorrections(file: ReportFile, held: Compared, model: Spec['model']): string[] {
  const said = file.comparison;
  const isSame = said.metric === held.metric && said.margin === held.margin;
  return [
    ...(file.model === model.name ? [] : [`The run calls its model otherwise than base does; it was judged as base's ${model.name}.`]),
    ...(said.task === model.task ? [] : [`The run is of a model for ${said.task}, base's is for ${model.task}: nothing of it counts.`]),
    ...(isSame ? [] : [`The run was judged by ${said.metric} with another rule; base's counts: ${held.metric}, margin ${held.margin}.`]),
    ...(said.about === held.about ? [] : ['The run speaks for more seeds than base names; its verdict is about these weights.']),
    ...(said.verdict === held.verdict
      ? []
      : [`The run says ${word(said.verdict)}; by its own numbers and base's rules it is: ${word(held.verdict)}.`]),
    ...describeGates(said.gates, held.gates),
  ];
}

function describeGates(said: Compared['gates'], held: Compared['gates']): string[] {
  const strange = said.filter(({ gate }) => !held.some((one) => isSameGate(one.gate, gate))).length;
  const changed = held.filter(({ gate, outcome }) => said.some((one) => isSameGate(one.gate, gate) && one.outcome !== outcome)).length;
  const open = held.filter(({ gate }) => !said.some((one) => isSameGate(one.gate, gate))).length;
  return [
    ...(strange === 0 ? [] : [`${count(strange)} none of base's and count for nothing.`]),
    ...(open === 0 ? [] : [`${count(open)} base's and unknown to the run.`]),
    ...(changed === 0 ? [] : [`${count(changed)} decided otherwise than the run says.`]),
  ];
}

function count(gates: number): string {
  return gates === 1 ? '1 gate is' : `${formatCount(gates)} gates are`;
}

function isSameGate(a: Gate, b: Gate): boolean {
  return a.metric === b.metric && a.class === b.class && a.slice === b.slice && a.require === b.require && a.value === b.value;
}

function word(verdict: Compared['verdict']): string {
  return verdictWords[verdict].toLowerCase();
}

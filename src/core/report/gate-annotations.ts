import type { CheckAnnotation } from '../github-ports.ts';
import type { GateResult } from '../metrics/comparison.ts';
import type { Task } from '../metrics/task.ts';
import type { Gate } from '../spec/spec.ts';
import { toPlain, type Plain } from '../value/plain-object.ts';
import type { YamlSource } from '../value/read-yaml.ts';
import { isMap } from '../value/value.ts';
import { describeGate } from './verdict-text.ts';

/**
 * Points at each gate that doesn't hold, where it stands in a spec. That may be anybody's: a gate that it doesn't have is pointed at
 * where gates stand.
 */
export function annotateGates(gates: readonly GateResult[], task: Task, path: string, spec: YamlSource): readonly CheckAnnotation[] {
  return gates
    .filter(({ outcome }) => outcome !== 'pass')
    .map((result) => ({
      path,
      line: lineOf(spec, result.gate),
      level: result.outcome === 'fail' ? 'failure' : 'warning',
      title: result.outcome === 'fail' ? 'This gate fails' : 'This gate cannot tell',
      message: `${describeGate(result, task)}: ${result.reason}`,
    }));
}

function lineOf({ value, place }: YamlSource, gate: Gate): number {
  const evaluate = isMap(value) ? value.get('evaluate') : undefined;
  const gates = toPlain((isMap(evaluate) ? evaluate.get('gates') : undefined) ?? null);
  const at = Array.isArray(gates) ? gates.findIndex((one: Plain) => isSame(one, gate)) : -1;
  return place(['evaluate', 'gates', ...(at < 0 ? [] : [at])]).line ?? 1;
}

function isSame(written: Plain, gate: Gate): boolean {
  const keys = ['metric', 'class', 'slice', 'require', 'value'] as const;
  const fields = written as Readonly<Record<string, Plain>> | null;
  return typeof written === 'object' && fields !== null && keys.every((key) => fields[key] === gate[key]);
}

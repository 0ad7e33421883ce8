import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReferenceCase, ReferenceKind } from './case.ts';
import { findDifferences } from './compare-values.ts';

/** How a case went. */
export interface CaseResult {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly reason?: string;
}

const shown = 3;

/** Answers a case and holds the answer against what is expected; `out` is where answers are kept. */
export async function runCase(one: ReferenceCase, kinds: readonly ReferenceKind[], out?: string): Promise<CaseResult> {
  const kind = kinds.find((candidate) => candidate.matches(one));
  const skipped = kind === undefined ? 'no kind that is known yet' : kind.skip?.(one);
  if (kind === undefined || (skipped !== undefined && out === undefined)) {
    return { outcome: 'skipped', reason: skipped ?? '' };
  }
  let actual: unknown;
  try {
    actual = toJson(await kind.answer(one));
  } catch (error) {
    return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
  if (out !== undefined) {
    mkdirSync(join(out, one.id), { recursive: true });
    writeFileSync(join(out, one.id, 'actual.json'), `${JSON.stringify(actual, undefined, 1)}\n`);
  }
  if (skipped !== undefined || one.expected === undefined) {
    return { outcome: 'skipped', reason: skipped ?? 'answered; nothing to compare with' };
  }
  const differences = findDifferences(one.expected, actual, one, kind);
  return differences.length === 0
    ? { outcome: 'passed' }
    : { outcome: 'failed', reason: `${differences.length} differ: ${differences.slice(0, shown).join('; ')}` };
}

/** The last line of a run. */
export function countOutcomes(outcomes: readonly string[]): string {
  return ['passed', 'failed', 'skipped'].map((outcome) => `${outcomes.filter((one) => one === outcome).length} ${outcome}`).join(', ');
}

/** As reference files write values: what JSON has no number for is a word. */
function toJson(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => {
      if (ArrayBuffer.isView(inner)) {
        return Array.from(inner as Float64Array);
      }
      return typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner;
    }),
  );
}

/**
 * Holds our numbers against cases whose answers come from reference tools: those of test/fixtures/reference, or of a
 * folder of the same form. `--out OUT` keeps what ours answered as `OUT/<case>/actual.json`.
 */
import { parseArgs } from 'node:util';
import { findCases } from './reference/case.ts';
import { kinds } from './reference/kinds.ts';
import { countOutcomes, runCase } from './reference/run-case.ts';

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
const outcomes: string[] = [];
for (const found of findCases(positionals[0] ?? 'test/fixtures/reference')) {
  const { outcome, reason } = await runCase(found, kinds, values.out);
  outcomes.push(outcome);
  console.log(`${outcome.padEnd(7)} ${found.id}${reason === undefined ? '' : `: ${reason}`}`);
}
console.log(countOutcomes(outcomes));
process.exitCode = outcomes.length === 0 || outcomes.includes('failed') ? 1 : 0;

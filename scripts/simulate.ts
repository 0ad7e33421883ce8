/**
 * Simulates test sets whose truth is known and counts how often tests and intervals are right about it: `npm run simulate --
 * NAME --seed N --count N`, where NAME is a group (false-alarms, coverage, power; all of them when left out). `--docs` writes
 * the tables of docs/evaluation.md. Exits with 1 when a promise isn't kept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createChance } from './simulations/chance.ts';
import { formatOutcome, replaceTables } from './simulations/outcome-table.ts';
import { runSimulation } from './simulations/simulation.ts';
import { simulations } from './simulations/simulations.ts';

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    docs: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [seed, count, wanted] = [Number(values.seed), Number(values.count), positionals[0]];
const chosen = simulations.filter(({ group }) => wanted === undefined || group.replace(' ', '-') === wanted);
const outcomes = chosen.map((simulation) => {
  // Numbered among all, so that one group alone draws the same.
  const outcome = runSimulation(simulation, createChance(seed * 1000 + simulations.indexOf(simulation)), count);
  console.log(formatOutcome(outcome));
  return outcome;
});
if (values.docs) {
  const file = 'docs/evaluation.md';
  writeFileSync(file, replaceTables(readFileSync(file, 'utf8'), outcomes, seed));
}
const broken = outcomes.filter(({ holds }) => !holds).length;
console.log(`${outcomes.length - broken} hold, ${broken} don't`);
process.exitCode = broken > 0 || outcomes.length === 0 ? 1 : 0;

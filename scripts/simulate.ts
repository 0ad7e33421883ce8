/**
 * Simulates test sets whose truth is known and counts how often tests and intervals are right about it: `npm run simulate --
 * NAME --seed N --count N`, where NAME is a group (false-alarms, coverage, power, resampled; all of them when left out). `--docs`
 * writes the tables of docs/evaluation.md. `--kept FILE` keeps each line's share there, and takes from there what an earlier
 * call, perhaps a stopped one, has simulated. Exits with 1 when a promise isn't kept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createChance } from './simulations/chance.ts';
import { KeptShares } from './simulations/kept-shares.ts';
import { formatOutcome, replaceTables } from './simulations/outcome-table.ts';
import { type Simulation, judgeShare, runSimulation } from './simulations/simulation.ts';
import { simulations } from './simulations/simulations.ts';

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    kept: { type: 'string' },
    docs: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [seed, count, wanted] = [Number(values.seed), Number(values.count), positionals[0]];
const kept = new KeptShares(values.kept);
const chosen = simulations.filter(({ group }) => wanted === undefined || group.replace(' ', '-') === wanted);
const outcomes = chosen.map((simulation) => {
  const outcome = judgeShare(simulation, count, simulateShare(simulation));
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

/** A simulation that takes long is kept part by part. Numbered among all, so that one group alone draws the same. */
function simulateShare(simulation: Simulation): number {
  const runs = Math.min(count, simulation.count ?? count);
  const size = simulation.count === undefined ? runs : Math.min(runs, 100);
  const number = seed * 1000 + simulations.indexOf(simulation);
  const shares = Array.from({ length: Math.ceil(runs / size) }, (_, part) => {
    const of = Math.min(size, runs - part * size);
    const key = `seed ${seed}, ${simulation.group}: ${simulation.what}, ${simulation.images} images, ${part * size} to ${part * size + of}`;
    return of * kept.take(key, () => runSimulation(simulation, createChance(number + part * 1_000_000), of));
  });
  return shares.reduce((sum, one) => sum + one, 0) / runs;
}

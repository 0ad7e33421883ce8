/**
 * How often the verdict calls trainings that differ in the seed alone better or worse, without and with a noise floor:
 * `node scripts/simulations/judge-retrainings.ts FOLDER [--seed N] [--draws N] [--docs]`, FOLDER as retrain.ts writes it. Without
 * a floor every two runs are judged as if one were the change; with it, pairs of runs are drawn for base and head, none twice, and
 * the first pair is the one that was compared.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { parseCsvLabels } from '../../src/core/labels/csv-labels.ts';
import { compareAccuracy } from '../../src/core/metrics/compare-accuracy.ts';
import { judge, type Verdict } from '../../src/core/metrics/comparison.ts';
import { evaluateClassification } from '../../src/core/metrics/evaluate-classification.ts';
import type { Evaluation } from '../../src/core/metrics/evaluation.ts';
import { pairEvaluations } from '../../src/core/metrics/pair-evaluations.ts';
import { parsePredictions } from '../../src/core/metrics/predictions.ts';
import { judgeChange } from '../../src/core/metrics/seed-runs.ts';
import { momentsOf } from '../../src/core/statistics/paired-t.ts';
import { type Chance, createChance } from './chance.ts';
import { replaceTable } from './outcome-table.ts';

/** The margin of a spec that names none. */
const margin = 0.005;

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    draws: { type: 'string', default: '10000' },
    docs: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const runs = readRuns(positionals[0] ?? 'retrainings');
const [seed, draws] = [Number(values.seed), Number(values.draws)];

function readRuns(folder: string): Evaluation[] {
  const dataset = parseCsvLabels(readFileSync(join(folder, 'test.csv'), 'utf8'), 'test.csv', 'data/test');
  const files = readdirSync(folder).filter((name) => /^seed-\d+\.json$/.test(name));
  return files.map((file) => {
    const said = parsePredictions(readFileSync(join(folder, file), 'utf8'), file);
    return evaluateClassification(dataset, said, { slices: [], file, maySkip: false });
  });
}

/** The verdict about the first pair; of the change where there are six pairs or more. */
function verdictOf(pairs: readonly { readonly base: Evaluation; readonly head: Evaluation }[]): Verdict {
  const [first] = pairs;
  if (first === undefined) {
    throw new Error('no runs');
  }
  const paired = pairEvaluations(first.base, first.head);
  const { accuracy } = compareAccuracy(paired, paired.all);
  return judge(judgeChange(accuracy, 'accuracy', first.head.testSet, { pairs, missing: [] }).difference, margin);
}

/** The verdict on so many pairs of runs, drawn anew at each call. */
function drawVerdict(count: number, chance: Chance): Verdict {
  const left = [...runs];
  const take = (): Evaluation => left.splice(chance.below(left.length), 1)[0] as Evaluation;
  return verdictOf(Array.from({ length: count }, () => ({ base: take(), head: take() })));
}

function rowOf(what: string, verdicts: readonly Verdict[], promised: string): string[] {
  const share = (...of: Verdict[]): string =>
    `${((100 * verdicts.filter((one) => of.includes(one)).length) / verdicts.length).toFixed(2)} %`;
  return [what, String(verdicts.length), share('better', 'worse'), share('equivalent'), share('cannot-tell'), promised];
}

const everyTwo = runs.flatMap((base, at) => runs.slice(at + 1).map((head) => verdictOf([{ base, head }])));
const floors = [6, 12, 25].map((count) => {
  const chance = createChance(seed * 1000 + count);
  const verdicts = Array.from({ length: draws }, () => drawVerdict(count, chance));
  return rowOf(`a floor of ${count} pairs of seeds`, verdicts, 'at most 5 %');
});
const table = markdownTable(
  [
    ['', 'judged', 'better or worse', 'equivalent', 'cannot tell', 'promised'],
    rowOf('no floor, every two runs (the verdict says: of these weights)', everyTwo, 'nothing'),
    ...floors,
  ],
  { align: ['l', 'r', 'r', 'r', 'r', 'l'] },
);
const { mean, deviation } = momentsOf(runs.map(({ overall }) => overall.accuracy?.value ?? Number.NaN));
const points = (share: number): string => (100 * share).toFixed(2);
const measured = `${runs.length} retrainings: accuracy ${points(mean)} %, standard deviation from seed to seed ${points(deviation)} points (draws with seed ${seed}).`;
console.log(`${measured}\n\n${table}`);
if (values.docs) {
  const file = 'docs/evaluation.md';
  writeFileSync(file, replaceTable(readFileSync(file, 'utf8'), 'retrainings', `${measured}\n\n${table}`));
}

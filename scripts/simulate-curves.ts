/**
 * How often healthy learning curves, alone and of several seeds, are called ill, and ill ones recognised:
 * `node scripts/simulate-curves.ts [SEED] [CURVES]`. The thresholds were tuned with seed 1.
 * Courses, lengths and noise are drawn; noise is of constant size or falls with the loss, and part of it lasts to the next step.
 */
import { randomStream } from '../src/core/training/random.ts';
import type { RandomStream } from '../src/core/training/random.ts';
import type { CurveSeries } from '../src/core/metrics/curves/curve-series.ts';
import { findFindings } from '../src/core/metrics/curves/find-findings.ts';
import { judgeSeeds } from '../src/core/metrics/curves/judge-seeds.ts';

const [seed = 1, curves = 10_000] = process.argv.slice(2).map(Number);

/** What of the true gain may be left where a plateau is rightly called one. */
const leftOnPlateau = 0.05;

interface Drawn {
  readonly course: (at: number) => number;
  readonly noise: number;
  readonly isRelative: boolean;
  readonly memory: number;
}

/** A loss that falls all the way: exponentially, as a power of the step, or as a line. */
function drawCourse(random: RandomStream, points: number): Drawn {
  const floor = random.uniform() * 0.5;
  const [rate, power, kind] = [(1 + 3 * random.uniform()) / points, 0.3 + 0.7 * random.uniform(), random.below(3)];
  const fall = (at: number): number => (kind === 0 ? Math.exp(-rate * at) : kind === 1 ? (at + 1) ** -power : 1 - (0.9 * at) / points);
  const noise = 10 ** (-3 + 2.3 * random.uniform());
  return { course: (at) => floor + 2 * fall(at), noise, isRelative: random.below(2) === 1, memory: random.below(2) * 0.4 };
}

function draw(random: RandomStream, points: number, drawn: Drawn, ill: (value: number, at: number) => number, name = 'loss'): CurveSeries {
  const x = Array.from({ length: points }, (_, at) => at + 1);
  let lasting = 0;
  const y = x.map((_, at) => {
    lasting = drawn.memory * lasting + Math.sqrt(1 - drawn.memory ** 2) * random.normal();
    const value = ill(drawn.course(at), at);
    return Math.max(1e-6, value + drawn.noise * lasting * (drawn.isRelative ? value : 1));
  });
  return { name, x, y };
}

/** What a drawn training shows, and its true course. */
interface Shown {
  readonly curves: CurveSeries[];
  readonly truth: (at: number) => number;
}

type Training = (random: RandomStream, points: number) => Shown;

const same = (value: number): number => value;

const trainings: Readonly<Record<string, Training>> = {
  healthy: (random, points) => {
    const drawn = drawCourse(random, points);
    const held = draw(random, points, drawn, (value) => value * 1.1 + 0.05, 'valLoss');
    return { curves: [draw(random, points, drawn, same), held], truth: drawn.course };
  },
  spike: (random, points) => {
    const spikeAt = 3 + random.below(Math.max(1, points - 6));
    const drawn = drawCourse(random, points);
    return { curves: [draw(random, points, drawn, (value, at) => (at === spikeAt ? value * 3 : value))], truth: drawn.course };
  },
  divergence: (random, points) => {
    const from = Math.floor(points * (0.3 + 0.4 * random.uniform()));
    const drawn = drawCourse(random, points);
    const ill = (value: number, at: number): number => value + (4 * Math.max(0, at - from)) / (points - from);
    return { curves: [draw(random, points, drawn, ill)], truth: drawn.course };
  },
  overfitting: (random, points) => {
    const from = Math.floor(points * (0.2 + 0.4 * random.uniform()));
    const drawn = drawCourse(random, points);
    const held = draw(
      random,
      points,
      drawn,
      (_, at) => drawn.course(Math.min(at, from)) + (at > from ? (0.8 * (at - from)) / (points - from) : 0),
      'valLoss',
    );
    return { curves: [draw(random, points, drawn, same), held], truth: drawn.course };
  },
  plateau: (random, points) => {
    const from = Math.floor(points * (0.3 + 0.3 * random.uniform()));
    const drawn = drawCourse(random, points);
    const truth = (at: number): number => drawn.course(Math.min(at, from));
    return { curves: [draw(random, points, drawn, (_, at) => truth(at))], truth };
  },
};

for (const [name, training] of Object.entries(trainings)) {
  for (const [fewest, most] of [
    [5, 20],
    [21, 60],
    [61, 300],
  ] as const) {
    const random = randomStream(seed, name, fewest);
    const counts = new Map<string, number>();
    for (let at = 0; at < curves; at++) {
      const points = fewest + random.below(most - fewest + 1);
      const { curves: drawn, truth } = training(random, points);
      const left = (step: number): number => (truth(step - 1) - truth(points - 1)) / (truth(0) - truth(points - 1));
      const kinds = findFindings(drawn).map(({ kind, at: step }) =>
        kind === 'plateau' && left(step) > leftOnPlateau ? 'plateau too early' : kind,
      );
      for (const kind of new Set(kinds)) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
    const rates = [...counts].map(([kind, count]) => `${kind} ${((100 * count) / curves).toFixed(2)} %`);
    console.log(`${name}, ${fewest} to ${most} points: ${rates.join(', ') || 'nothing found'}`);
  }
}

/** How far a seed is off, in standard deviations, and what moves a run at a step. */
interface SeedCase {
  readonly deviate: () => number;
  readonly ill: (run: number, at: number, spread: number) => number;
}

/** Trainings that differ in their seed: each a little slower and better or worse than the others, with noise of its own. */
function drawSeeds(random: RandomStream, points: number, count: number, { deviate, ill }: SeedCase): CurveSeries[][] {
  const { course, noise, isRelative, memory } = drawCourse(random, points);
  const [slower, spread] = [0.1 * random.uniform(), 10 ** (-2.5 + 1.5 * random.uniform())];
  return Array.from({ length: count }, (_, run) => {
    const [pace, off] = [Math.exp(slower * deviate()), spread * deviate()];
    const drawn = { course: (at: number) => course(pace * at) + off, noise, isRelative, memory };
    return [
      draw(random, points, drawn, (value, at) => value + ill(run, at, spread)),
      draw(random, points, drawn, (value, at) => value * 1.1 + ill(run, at, spread), 'valLoss'),
    ];
  });
}

const seedCases: Readonly<Record<string, (random: RandomStream, points: number, count: number) => SeedCase>> = {
  'seeds alike': (random) => ({ deviate: () => random.normal(), ill: () => 0 }),
  'seeds alike, deviations with long tails (Laplace)': (random) => ({
    deviate: () => (Math.log(1 - random.uniform()) - Math.log(1 - random.uniform())) * Math.SQRT1_2,
    ill: () => 0,
  }),
  'one seed leaves by half of the gain': (random, points) => {
    const from = Math.floor(points * (0.3 + 0.4 * random.uniform()));
    return { deviate: () => random.normal(), ill: (run, at) => (run === 0 && at >= from ? 1 : 0) };
  },
  'seeds drift apart, to ten times their spread': (random, points, count) => {
    const from = Math.floor(points * (0.5 + 0.2 * random.uniform()));
    const ways = Array.from({ length: count }, () => random.normal());
    return {
      deviate: () => random.normal(),
      ill: (run, at, spread) => ((10 * spread * Math.max(0, at - from)) / (points - from)) * (ways[run] ?? 0),
    };
  },
};

for (const [name, drawCase] of Object.entries(seedCases)) {
  for (const count of [5, 8, 12]) {
    const random = randomStream(seed, name, count);
    let [leaves, grows, either] = [0, 0, 0];
    for (let at = 0; at < curves; at++) {
      const points = 20 + random.below(100);
      const spreads = judgeSeeds(drawSeeds(random, points, count, drawCase(random, points, count)));
      const [left, grown] = [spreads.some(({ leavers }) => leavers.length > 0), spreads.some(({ growsAt }) => growsAt !== undefined)];
      leaves += Number(left);
      grows += Number(grown);
      either += Number(left || grown);
    }
    const [shareLeft, shareGrown, share] = [leaves, grows, either].map((times) => `${((100 * times) / curves).toFixed(2)} %`);
    console.log(`${name}, ${count} seeds: one that leaves ${shareLeft}, spread ${shareGrown}, either ${share}`);
  }
}

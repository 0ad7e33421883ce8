import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { randomStream } from '../../src/core/training/random.ts';
import { scikitPins, scikitRig } from '../../test/rigs/scikit-learn.ts';
import { type BenchCommand, measurePair } from '../measure.ts';
import type { BenchLine } from '../results.ts';

const [images, classes, seed] = [1_000_000, 100, 6];
const equal = 1e-10;

/** The metrics of a classifier beside scikit-learn's, whole processes that read the same two arrays. */
export async function benchClassification(folder: string, rounds: number): Promise<BenchLine[]> {
  const { python } = await scikitRig();
  writeScores(folder);
  const command = (program: string, script: string): BenchCommand => ({
    command: program,
    args: [resolve('bench/evaluation', script), String(images), String(classes), 'values.json'],
    cwd: folder,
    env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  const [ours, peer] = [command(process.execPath, 'score-classification.ts'), command(python, 'scikit-peer.py')];
  checkEqual(valuesOf(ours), valuesOf(peer));
  const cost = await measurePair(ours, peer, rounds);
  const what = `17 metrics of classification, ${images} images x ${classes} scores`;
  const shared = { what, peerName: 'scikit-learn', limit: null, goal: 'less' };
  return [{ ...shared, ours: cost.ours.cpuSeconds, peer: cost.peer.cpuSeconds, unit: 'CPU s' }];
}

/** What runs beside ours. */
export const classificationPeers: Readonly<Record<string, string>> = scikitPins;

/** Softmax of uniform logits, with the true class lifted. */
function writeScores(folder: string): void {
  const random = randomStream(seed);
  const scores = new Float64Array(images * classes);
  const truth = new Int32Array(images);
  for (let image = 0; image < images; image++) {
    const own = Math.floor(random.uniform() * classes);
    truth[image] = own;
    const row = scores
      .subarray(image * classes, (image + 1) * classes)
      .map((_, of) => Math.exp(6 * random.uniform() + (of === own ? 2 : 0)));
    const sum = row.reduce((all, value) => all + value, 0);
    scores.set(
      row.map((value) => value / sum),
      image * classes,
    );
  }
  writeFileSync(join(folder, 'scores.bin'), scores);
  writeFileSync(join(folder, 'truth.bin'), truth);
}

function valuesOf({ command, args, cwd, env }: BenchCommand): Map<string, number> {
  execFileSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  return new Map(Object.entries(JSON.parse(readFileSync(join(cwd, 'values.json'), 'utf8')) as Record<string, number>));
}

/** Throws when a metric differs. */
function checkEqual(ours: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): void {
  for (const [name, value] of theirs) {
    const own = ours.get(name) ?? Number.NaN;
    if (!(Math.abs(own - value) <= equal)) {
      throw new Error(`${name} is ${own}, and scikit-learn says ${value}`);
    }
  }
  console.log(`  ${theirs.size} metrics equal to scikit-learn's within ${equal}`);
}

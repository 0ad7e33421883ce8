import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { labelsAbove } from '../../src/core/metrics/multi-label/label-answers.ts';
import { labelScorer } from '../../src/core/metrics/multi-label/label-scorer.ts';
import { randomStream } from '../../src/core/training/random.ts';
import { scikitRig } from '../rigs/scikit-learn.ts';

const [images, labelCount] = [300, 7];

/** Labels of rising rarity, the last of no image and never said; scores with ties. */
function makeAnswers(seed: number) {
  const stream = randomStream(seed);
  const random = (): number => stream.uniform();
  const truth = Array.from({ length: images }, () => Array.from({ length: labelCount }, (_, of) => Number(random() < (6 - of) / 12)));
  const scores = truth.map((row) => row.map((own, of) => (of === labelCount - 1 ? 0 : Math.round(50 * (0.3 * own + 0.7 * random())) / 50)));
  return { truth, scores, thresholds: [0.5, 0.4, 0.6, 0.5, 0.3, 0.5, 0.9] };
}

test.each([1, 2, 3])('several labels an image are judged as scikit-learn judges them: seed %i', async (seed) => {
  const { python } = await scikitRig();
  const folder = mkdtempSync(join(tmpdir(), 'sightline-labels-'));
  try {
    const made = makeAnswers(seed);
    writeFileSync(join(folder, 'in.json'), JSON.stringify(made));
    execFileSync(python, [fileURLToPath(new URL('multi-label.py', import.meta.url)), folder], { stdio: 'pipe' });
    const theirs = Object.entries(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Record<string, number | null>);
    const scores = { images, classCount: labelCount, values: Float64Array.from(made.scores.flat()) };
    const truth = Uint8Array.from(made.truth.flat());
    const scorer = labelScorer(
      { images, labelCount, testLabels: labelCount, truth, predicted: labelsAbove(scores, made.thresholds) },
      scores,
    );
    const asked = theirs.map(([name]) => {
      const [metric = '', of] = name.split(' ');
      return of === undefined ? { name: metric } : { name: metric, of: Number(of) };
    });
    const ours = scorer.score(new Int32Array(images).fill(1), asked);
    const differing = theirs.filter(([, value], at) => !isSame(value ?? Number.NaN, ours[at] ?? 0));
    expect(differing).toEqual([]);
    expect(theirs).toHaveLength(2 + 2 + 2 * (2 + labelCount) + 3 * (2 + labelCount));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function isSame(one: number, other: number): boolean {
  return Object.is(one, other) || Math.abs(one - other) < 1e-12;
}

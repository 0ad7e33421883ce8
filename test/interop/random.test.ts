import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomCase } from './random-case.ts';
import { realDvc } from './real-dvc.ts';
import { runCase, type Tools } from './run-case.ts';
import { sightlineTool } from './tool.ts';

/** `SIGHTLINE_SEED` repeats a failure that was printed; `SIGHTLINE_CASES` tries more than the small sample. */
const seed = Number(process.env['SIGHTLINE_SEED'] ?? 1);
const count = Number(process.env['SIGHTLINE_CASES'] ?? 3);

const tools: Tools = { theirs: realDvc(), ours: sightlineTool() };

const cases = fc.sample(randomCase, { seed, numRuns: count }).map((which, index) => ({ index, which }));

test.each(cases)(`random pipeline $index of seed ${seed}`, { timeout: 120_000 }, async ({ which }) => {
  const parted = await runCase(which, tools);
  const pipeline = 'files' in which.source ? which.source.files['dvc.yaml'] : undefined;
  expect(parted === undefined ? undefined : `${parted}\n\n${pipeline ?? ''}`).toBeUndefined();
});

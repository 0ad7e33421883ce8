import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { segmentationRig } from '../rigs/segmentation.ts';
import { judgeSegmentationCase } from '../support/segmentation-case.ts';

const fixtures = fileURLToPath(new URL('../fixtures/segmentation', import.meta.url));

test.each([1, 2, 3])('masks that Pillow writes are as alike as scikit-learn and SciPy say: seed %i', async (seed) => {
  const { python } = await segmentationRig();
  const folder = mkdtempSync(join(tmpdir(), 'sightline-masks-'));
  try {
    execFileSync(python, [join(fixtures, 'record.py'), folder, String(seed)], { stdio: 'pipe' });
    const values = judgeSegmentationCase(folder);
    expect(values.filter(({ theirs, ours }) => !(Object.is(theirs, ours) || Math.abs(theirs - ours) < 1e-12))).toEqual([]);
    expect(values.filter(({ theirs }) => theirs > 0 && theirs < 1).length).toBeGreaterThan(50);
    if (seed === 1) {
      expect(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))).toEqual(
        JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

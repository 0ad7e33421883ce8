import { describe, expect, test } from 'vitest';
import { loadCases } from './case.ts';
import { runCase, type Tools } from './run-case.ts';
import { realDvc } from './real-dvc.ts';
import { sightlineTool } from './tool.ts';

/** Which half of the collection a file takes: vitest runs files beside each other. */
export type Half = 'even' | 'odd';

/** Defines a test for each case of this half; of those that `SIGHTLINE_CASE` picks, where it is set. */
export async function checkPipelines(half: Half): Promise<void> {
  const all = await loadCases();
  const cases = all.filter(({ name }) => Number.parseInt(name, 10) % 2 === (half === 'odd' ? 1 : 0));

  test('the collection has the cases that are asked for', () => {
    expect(all.length).toBeGreaterThan(0);
  });

  if (cases.length === 0) {
    return;
  }
  describe(`${half} cases`, () => {
    const tools: Tools = { theirs: realDvc(), ours: sightlineTool() };

    test.each(cases)('$name: $about', async (which) => {
      expect(await runCase(which, tools)).toBeUndefined();
    });
  });
}

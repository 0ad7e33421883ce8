import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileNames, madeReport } from '../../../../test/support/report-data.ts';
import { madeReportFile } from '../../../../test/support/report-file.ts';
import { detectionReport, labelsReport } from '../../../../test/support/scored-report-data.ts';
import { SightlineError } from '../../errors.ts';
import { findMetric } from '../../metrics/task.ts';
import type { Spec } from '../../spec/spec.ts';
import { maxMarkdownLength, renderMarkdown } from '../markdown/report-markdown.ts';
import { holdToBase } from './hold-to-base.ts';
import { readReportFile } from './read-report-file.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const gates: Spec['evaluate']['gates'] = [{ metric: 'accuracy', require: 'not-worse' }];
const good = [
  madeReportFile(madeReport({ gates, classes: hostileNames.slice(0, 3), metrics: ['log-loss', 'kappa'] })),
  madeReportFile(detectionReport()),
  madeReportFile(labelsReport()),
].map((file) => JSON.stringify(file));

const values = fc.constantFrom<Json>(
  0,
  0.001,
  -0.001,
  0.03,
  -0.03,
  -1,
  1,
  2,
  0.5,
  -0.5,
  1e-300,
  1e300,
  -1e300,
  2 ** 53 - 1,
  null,
  true,
  '',
  'accuracy',
  '`|@all',
  'x'.repeat(4096),
  [],
  {},
);

/** Those of everything, and as many again of what a verdict is read off. */
function placesOfNumbers(file: Json): ReturnType<typeof places> {
  const all = places(file);
  const numbers = all.filter(({ key, holder }) => ['base', 'head', 'difference', 'low', 'high'].includes(key) && 'difference' in holder);
  return [...all, ...Array.from({ length: 5 }, () => numbers).flat()];
}

/** Every place of a value, as the objects that hold it and its key there. */
function places(value: Json): { readonly holder: Record<string, Json>; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const holder = value as Record<string, Json>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key] ?? null)]);
}

test('any numbers and names that are read are told without a fault, and no verdict is against its difference', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), values), { minLength: 1, maxLength: 4 }), (text, changes) => {
      const file = JSON.parse(text) as Json;
      for (const [at, value] of changes) {
        const all = placesOfNumbers(file);
        const { holder, key } = all[at % all.length] ?? { holder: {}, key: '' };
        holder[key] = value;
      }
      let report;
      try {
        report = readReportFile(new TextEncoder().encode(JSON.stringify(file)));
      } catch (error) {
        expect(error).toBeInstanceOf(SightlineError);
        return;
      }
      read += 1;
      const { task, metric } = report.comparison;
      const held = holdToBase(report, {
        model: { name: 'animals', task, artifact: 'm' },
        evaluate: {
          predictions: 'p',
          primary: { metric, margin: 0.005 },
          seeds: [],
          slices: [],
          gates: task === 'classification' ? gates : [],
        },
      });
      const shown = renderMarkdown(held, {
        pullRequest: 1,
        head: 'a'.repeat(40),
        repositoryUrl: 'https://github.com/a/b',
        run: 1,
        attempt: 1,
        verified: true,
        history: [],
      });
      expect(shown.length).toBeLessThanOrEqual(maxMarkdownLength);
      expect(shown).not.toMatch(/NaN|Infinity|undefined(?! for)/);
      const { verdict, primary } = held.comparison;
      const gain = (primary.difference ?? 0) * (findMetric(task, metric)?.better === 'lower' ? -1 : 1);
      expect(verdict === 'better' ? gain > 0 : verdict === 'worse' ? gain < 0 : true).toBe(true);
    }),
    { numRuns: 1500 },
  );
  expect(read).toBeGreaterThan(30);
});

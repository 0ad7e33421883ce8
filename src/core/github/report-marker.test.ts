import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNewerRun, markReport, readMarker } from './report-marker.ts';

const head = 'a'.repeat(40);

it('is found again whatever a report is called, on one line that no name can end', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((text) => text.length <= 200);
  fc.assert(
    fc.property(fc.oneof(name, fc.constant('--> <img> --!>\n')), fc.nat(), fc.integer({ min: 1, max: 99 }), (report, run, attempt) => {
      const comment = markReport({ report, head, run, attempt }, '## Better');
      expect(readMarker(comment)).toEqual({ report, head, run, attempt });
      const [line = '', ...rest] = comment.split('\n');
      expect(rest).toEqual(['## Better']);
      expect(line.slice(4, -3)).not.toMatch(/--|[<>]/);
    }),
  );
});

it.each([
  ['a quotation', `> ${markReport({ report: 'x', head, run: 1, attempt: 1 }, '')}`],
  ['a marker further down', `hello\n${markReport({ report: 'x', head, run: 1, attempt: 1 }, '')}`],
  ['no JSON', '<!-- sightline:report {x} -->\n'],
  ['another key', `<!-- sightline:report {"report":"x","head":"${head}","run":1,"attempt":1,"more":1} -->\n`],
  ['a run that is no number', `<!-- sightline:report {"report":"x","head":"${head}","run":"1","attempt":1} -->\n`],
  ['a short commit', '<!-- sightline:report {"report":"x","head":"abc","run":1,"attempt":1} -->\n'],
  ['nothing', ''],
])('is not seen in %s', (_, comment) => {
  expect(readMarker(comment)).toBeUndefined();
});

it('orders runs by number, then by attempt', () => {
  const run = (number: number, attempt: number) => ({ report: 'x', head, run: number, attempt });
  expect(isNewerRun(run(10, 1), run(9, 7))).toBe(true);
  expect(isNewerRun(run(9, 2), run(9, 1))).toBe(true);
  expect(isNewerRun(run(9, 1), run(9, 1))).toBe(false);
  expect(isNewerRun(run(8, 5), run(9, 1))).toBe(false);
});

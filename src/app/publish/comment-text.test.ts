import { expect, it } from 'vitest';
import { writeHistory } from '../../core/github/run-history.ts';
import { longestComment } from '../../core/github/report-marker.ts';
import { noteBefore, withNotes, withoutRuns } from './comment-text.ts';

const identity = { report: 'animals', head: 'b'.repeat(40), run: 2, attempt: 1 };
const before = {
  run: 1,
  attempt: 1,
  head: 'a'.repeat(40),
  verified: true,
  verdict: 'better',
  difference: 0.1,
  low: 0.05,
  high: 0.2,
} as const;
const runs = writeHistory([{ ...before, task: 'classification', metric: 'accuracy', gates: 0, passed: 0 }]);
const report = `${runs}\n### Better\n\nAnd more.\n`;

it('puts notes below the verdict, and none where there are none', () => {
  expect(withNotes(report, ['One.', 'Two.'])).toBe(`${runs}\n### Better\n\n> [!NOTE]\n> One.\n>\n> Two.\n\nAnd more.\n`);
  expect(withNotes(report, [])).toBe(report);
  expect(withoutRuns(report)).toBe('### Better\n\nAnd more.\n');
});

it('keeps a report below one note, the last one, also where somebody edited it on GitHub', () => {
  const noted = noteBefore(identity, report, 'It failed.') ?? '';
  expect(noted.split('\n').slice(1)).toEqual([
    '<!-- sightline:note -->',
    '> [!NOTE]',
    '> It failed. What follows is about aaaaaaaaaaaa.',
    '<!-- sightline:noted -->',
    '',
    '### Better',
    '',
    'And more.',
    '',
  ]);
  const again = noteBefore(identity, noted.replaceAll('\n', '\r\n'), 'Again.') ?? '';
  expect(again).not.toContain('It failed');
  expect(again).toMatch(/^<!-- sightline:runs .*-->\r\n<!-- sightline:note -->\n> \[!NOTE\]\n> Again\. What follows/);
  expect(again).toContain('### Better');
});

it('leaves a report alone that has no room for a note', () => {
  expect(noteBefore(identity, 'x'.repeat(longestComment - 100), 'It failed.')).toBeUndefined();
});

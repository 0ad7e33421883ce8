import type { GateResult, Judgement, Verdict } from '../metrics/comparison.ts';
import { formatOf, metricWord } from '../metrics/format-metric.ts';
import { countImages, formatCount } from '../metrics/format-share.ts';
import { findMetric, type Task } from '../metrics/task.ts';
import type { TestSetChange } from '../metrics/test-set-change.ts';
import { cleanText } from './clean-text.ts';

/** The verdict in a word or two. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  better: 'Better',
  worse: 'Worse',
  equivalent: 'Equivalent',
  'cannot-tell': 'Cannot tell',
};

/** A mark beside the word, so that colour isn't needed. */
export const verdictMarks: Readonly<Record<Verdict, string>> = { better: '▲', worse: '▼', equivalent: '=', 'cannot-tell': '?' };

/** What was measured, in one sentence; that nothing could be paired is the first thing it says. */
export function describeMeasurement({ task, metric, primary, images, testSetChange, about, seedNoise }: Judgement): string {
  const format = formatOf(task, metric);
  const loud = testSetChange === null ? '' : `${describeTestSetChange(testSetChange)} `;
  const over = about === 'change' ? `, mean of ${seedNoise.seeds} seeds` : '';
  const change = `${metricWord(metric)} ${format.value(primary.base)} → ${format.value(primary.head)}`;
  return `${loud}${change}${over}, ${format.difference(primary.difference)}${format.unit} (95 % interval ${format.interval(primary)}) on ${countImages(images)}.`;
}

/** Said loudly: the verdict is weaker than one of pairs, and the images differ too. */
function describeTestSetChange(change: TestSetChange): string {
  const { baseImages, headImages, onlyInBase, onlyInHead, relabelled, skippedByBase, skippedByHead } = change;
  const sizes = `${formatCount(baseImages)} and ${formatCount(headImages)} images`;
  const parts = [`${formatCount(onlyInBase)} gone`, `${formatCount(onlyInHead)} new`, `${formatCount(relabelled)} with another label`];
  const skips = [['base', skippedByBase] as const, ['head', skippedByHead] as const].filter(([, count]) => count > 0);
  const skipped = skips.map(([side, count]) => `; ${side} SKIPPED ${formatCount(count)}, which are not judged`).join('');
  return `NOT PAIRED, the test set changed (${sizes}: ${parts.join(', ')}${skipped}), so base and head are compared as two samples:`;
}

/** Whether the verdict may speak of the change. `say` makes a sentence that may hold names harmless where it is shown. */
export function describeSeedNoise(
  { task, metric, verdict, about, seedNoise }: Judgement,
  say: (sentence: string) => string = cleanText,
): string {
  const { seeds, deviation, reason } = seedNoise;
  if (about === 'change') {
    const { size, unit } = formatOf(task, metric);
    const spread = `${size(deviation ?? 0)}${unit}`;
    return `The interval holds the spread between ${seeds} seeds (standard deviation ${spread}), so this is about the change.`;
  }
  const said = { better: 'better', worse: 'worse', equivalent: 'equivalent', 'cannot-tell': undefined }[verdict];
  const known = said === undefined ? 'This is about these weights' : `This model is ${said} on this test set`;
  return `${known}; whether the change or the seed did it is not known: ${say(reason ?? '')}.`;
}

/** What the verdict means, in one or two sentences. */
export function explainVerdict(comparison: Judgement): string {
  const { task, metric, verdict, primary, identical, moreImages, margin } = comparison;
  const { size, unit } = formatOf(task, metric);
  const within = `the margin of ±${size(margin)}${unit}`;
  if (primary.low === null) {
    const scores = findMetric(task, metric)?.needsScores === true ? ', or a side has labels only' : '';
    return `There is no interval to read a verdict off: the metric is undefined for base or head${scores}.`;
  }
  switch (verdict) {
    case 'better':
      return 'The interval excludes zero: the gain is more than chance.';
    case 'worse':
      return 'The interval excludes zero: the loss is more than chance.';
    case 'equivalent':
      return identical ? 'Both models gave the same answer on every image.' : `The whole interval lies within ${within}.`;
    case 'cannot-tell':
      return moreImages === null
        ? `The interval holds zero and reaches beyond ${within}.`
        : `The interval holds zero and reaches beyond ${within}. About ${formatCount(moreImages)} more images would probably tell.`;
  }
}

/** A gate as the spec says it: `recall of "crack" on camera=3 not-worse`. */
export function describeGate({ gate }: GateResult, task: Task): string {
  const of = gate.class === undefined ? '' : ` of ${cleanText(gate.class)}`;
  const on = gate.slice === undefined ? '' : ` on ${cleanText(gate.slice)}`;
  return `${gate.metric}${of}${on}: ${describeRequired(gate, task)}`;
}

/** What a gate asks for: `not worse`, `at least 95.00 %`. */
export function describeRequired({ metric, require, value }: GateResult['gate'], task: Task): string {
  const asked = require.replace('-', ' ');
  return value === undefined ? asked : `${asked} ${formatOf(task, metric).value(value)}`;
}

/** How the gates came out: `2 of 3 gates pass, 1 fails`; undefined without gates. */
export function countGates(gates: readonly GateResult[]): string | undefined {
  const count = (outcome: GateResult['outcome']): number => gates.filter((one) => one.outcome === outcome).length;
  const [passed, failed, open] = [count('pass'), count('fail'), count('cannot-tell')];
  if (gates.length === 0) {
    return undefined;
  }
  return [
    `${passed} of ${gates.length} gates pass`,
    failed > 0 ? `${failed} ${failed === 1 ? 'fails' : 'fail'}` : '',
    open > 0 ? `${open} cannot tell` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

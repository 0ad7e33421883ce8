import type { Comparison, GateResult, Verdict } from '../metrics/comparison.ts';
import { formatCount, formatInterval, formatPercent, formatPoints } from '../metrics/format-share.ts';
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

/** The metric's name in a sentence. */
export function metricWord(metric: Comparison['metric']): string {
  return metric === 'accuracy' ? 'accuracy' : 'macro F1';
}

/** What was measured, in one sentence; that nothing could be paired is the first thing it says. */
export function describeMeasurement({ metric, primary, images, testSetChange, about, seedNoise }: Comparison): string {
  const loud = testSetChange === null ? '' : `${describeTestSetChange(testSetChange)} `;
  const over = about === 'change' ? `, mean of ${seedNoise.seeds} seeds` : '';
  const change = `${metricWord(metric)} ${formatPercent(primary.base)} → ${formatPercent(primary.head)}`;
  return `${loud}${change}${over}, ${formatPoints(primary.difference)} points (95 % interval ${formatInterval(primary)}) on ${formatCount(images)} images.`;
}

/** Said loudly: the verdict is weaker than one of pairs, and the images differ too. */
function describeTestSetChange({ baseImages, headImages, onlyInBase, onlyInHead, relabelled }: TestSetChange): string {
  const sizes = `${formatCount(baseImages)} and ${formatCount(headImages)} images`;
  const parts = [`${formatCount(onlyInBase)} gone`, `${formatCount(onlyInHead)} new`, `${formatCount(relabelled)} with another label`];
  return `NOT PAIRED, the test set changed (${sizes}: ${parts.join(', ')}), so base and head are compared as two samples:`;
}

/** Whether the verdict may speak of the change. */
export function describeSeedNoise({ verdict, about, seedNoise }: Comparison): string {
  const { seeds, deviation, reason } = seedNoise;
  if (about === 'change') {
    const spread = (100 * (deviation ?? 0)).toFixed(2);
    return `The interval holds the spread between ${seeds} seeds (standard deviation ${spread} points), so this is about the change.`;
  }
  const said = { better: 'better', worse: 'worse', equivalent: 'equivalent', 'cannot-tell': undefined }[verdict];
  const known = said === undefined ? 'This is about these weights' : `This model is ${said} on this test set`;
  return `${known}; whether the change or the seed did it is not known: ${cleanText(reason ?? '')}.`;
}

/** What the verdict means, in one or two sentences. */
export function explainVerdict(comparison: Comparison): string {
  const { verdict, identical, moreImages, margin } = comparison;
  const within = `the margin of ±${(100 * margin).toFixed(2)} points`;
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
export function describeGate({ gate }: GateResult): string {
  const of = gate.class === undefined ? '' : ` of ${cleanText(gate.class)}`;
  const on = gate.slice === undefined ? '' : ` on ${cleanText(gate.slice)}`;
  const wanted =
    gate.value === undefined ? gate.require.replace('-', ' ') : `${gate.require.replace('-', ' ')} ${formatPercent(gate.value)}`;
  return `${gate.metric}${of}${on}: ${wanted}`;
}

/** How the gates came out: `2 of 3 gates pass, 1 fails`; undefined without gates. */
export function countGates(gates: readonly GateResult[]): string | undefined {
  const count = (outcome: GateResult['outcome']): number => gates.filter((one) => one.outcome === outcome).length;
  const [passed, failed, open] = [count('pass'), count('fail'), count('cannot-tell')];
  if (gates.length === 0) {
    return undefined;
  }
  return [`${passed} of ${gates.length} gates pass`, failed > 0 ? `${failed} fail` : '', open > 0 ? `${open} cannot tell` : '']
    .filter((part) => part !== '')
    .join(', ');
}

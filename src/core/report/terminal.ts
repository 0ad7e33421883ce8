import type { Comparison } from '../metrics/comparison.ts';
import { formatCount, formatInterval, formatP, formatPoints } from '../metrics/format-share.ts';
import { cleanText } from './clean-text.ts';
import { describeGate, describeMeasurement, explainVerdict, verdictMarks, verdictWords } from './verdict-text.ts';

/** A comparison as a few lines of plain text, the verdict first. */
export function renderTerminal(comparison: Comparison): string {
  const { verdict, discordance, slices, gates } = comparison;
  const lines = [
    `${verdictMarks[verdict]} ${verdictWords[verdict]}: ${describeMeasurement(comparison)}`,
    `  ${explainVerdict(comparison)}`,
    `  ${formatCount(discordance.onlyHeadRight)} images fixed, ${formatCount(discordance.onlyBaseRight)} broken, McNemar mid-p ${formatP(discordance.p)}`,
    ...slices.map(
      (one) =>
        `  ${verdictMarks[one.verdict]} ${cleanText(`${one.column}=${one.value}`)}: ${formatPoints(one.accuracy.difference)} points ` +
        `(${formatInterval(one.accuracy)}) on ${formatCount(one.images)} images`,
    ),
    ...gates.map((one) => `  gate ${describeGate(one)}: ${one.outcome.replace('-', ' ')}, ${one.reason}`),
  ];
  return `${lines.join('\n')}\n`;
}

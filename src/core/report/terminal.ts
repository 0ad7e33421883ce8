import type { Comparison } from '../metrics/comparison.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { ScoredComparison } from '../metrics/scored-comparison.ts';
import type { StoredEvaluation } from '../metrics/stored-evaluation.ts';
import { countImages, formatCount, formatInterval, formatP, formatPercent, formatPoints } from '../metrics/format-share.ts';
import { cleanText } from './clean-text.ts';
import { describeObjects } from './objects/terminal.ts';
import { listComparison } from './scored/comparison-lines.ts';
import { describeScored } from './scored/terminal.ts';
import { describeGate, describeMeasurement, describeSeedNoise, explainVerdict, verdictMarks, verdictWords } from './verdict-text.ts';

/** A comparison as a few lines of plain text, the verdict first. */
export function renderTerminal(comparison: Comparison | ScoredComparison): string {
  const { verdict, gates } = comparison;
  const lines = [
    `${verdictMarks[verdict]} ${verdictWords[verdict]}: ${describeMeasurement(comparison)}`,
    `  ${explainVerdict(comparison)}`,
    `  ${describeSeedNoise(comparison)}`,
    ...('discordance' in comparison ? listAnswers(comparison) : listComparison(comparison)),
    ...gates.map((one) => `  gate ${describeGate(one, comparison.task)}: ${one.outcome.replace('-', ' ')}, ${one.reason}`),
  ];
  return `${lines.join('\n')}\n`;
}

function listAnswers({ discordance, slices }: Comparison): string[] {
  return [
    `  ${formatCount(discordance.onlyHeadRight)} images fixed, ${formatCount(discordance.onlyBaseRight)} broken, McNemar mid-p ${formatP(discordance.p)}`,
    ...slices.map(
      (one) =>
        `  ${verdictMarks[one.verdict]} ${cleanText(`${one.column}=${one.value}`)}: ${formatPoints(one.accuracy.difference)} points ` +
        `(${formatInterval(one.accuracy)}) on ${countImages(one.images)}${one.tooSmall ? ', too few to judge by' : ''}`,
    ),
  ];
}

/** An evaluation as a few lines for a person. */
export function describeEvaluation(evaluation: StoredEvaluation): string {
  return `${listLines(evaluation).join('\n')}\n`;
}

function listLines(evaluation: StoredEvaluation): string[] {
  switch (evaluation.task) {
    case 'classification':
      return [describeOverall(evaluation), ...describeFairness(evaluation)];
    case 'detection':
    case 'instance-segmentation':
      return describeObjects(evaluation);
    case 'multi-label-classification':
    case 'semantic-segmentation':
      return describeScored(evaluation);
  }
}

function describeFairness({ fairness }: Evaluation): string[] {
  const by = fairness === undefined ? '' : cleanText(fairness.by.join(' and '));
  return (fairness?.metrics ?? []).map(({ metric, difference: { betweenGroups } }) => {
    const { value, low, high } = betweenGroups;
    const interval = low === null ? '' : ` (95 % interval ${formatPercent(low)} to ${formatPercent(high)})`;
    const apart = value === null ? 'cannot be compared' : `${formatPercent(value)} apart${interval}`;
    return `  groups by ${by}, ${metric.replaceAll('-', ' ')}: ${apart}`;
  });
}

function describeOverall({ overall: { images, accuracy, macroF1 }, skipped }: Evaluation): string {
  const left = skipped.length === 0 ? '' : `, ${formatCount(skipped.length)} skipped`;
  const interval = `${formatPercent(accuracy?.low)} to ${formatPercent(accuracy?.high)}`;
  return `${formatCount(images)} images: accuracy ${formatPercent(accuracy?.value)} (95 % interval ${interval}), macro F1 ${formatPercent(macroF1)}${left}`;
}

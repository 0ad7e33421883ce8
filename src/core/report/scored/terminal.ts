import { undefinedEstimate } from '../../metrics/estimate.ts';
import { metricWord } from '../../metrics/format-metric.ts';
import { formatCount, formatPercent } from '../../metrics/format-share.ts';
import type { ScoredEvaluation } from '../../metrics/scored/scored-evaluation.ts';
import { defaultPrimary } from '../../metrics/task.ts';
import { cleanText } from '../clean-text.ts';

/** What is told beside the primary metric. */
const others: Readonly<Record<ScoredEvaluation['task'], readonly string[]>> = {
  'multi-label-classification': ['macro-f1', 'micro-f1', 'subset-accuracy', 'hamming-loss'],
  'semantic-segmentation': ['macro-dice', 'pixel-accuracy', 'boundary-f1'],
};
const shownClasses = 5;

/** An evaluation of images that hold several classes as lines for a person: how good, and which classes are worst. */
export function describeScored({ task, images, metrics, byClass, skipped }: ScoredEvaluation): string[] {
  const primary = defaultPrimary(task);
  const { value, low, high } = metrics[primary] ?? undefinedEstimate;
  const rest = others[task].map((name) => `${metricWord(name)} ${formatPercent(metrics[name]?.value)}`).join(', ');
  return [
    `${formatCount(images)} images: ${metricWord(primary)} ${formatPercent(value)} ` +
      `(95 % interval ${formatPercent(low)} to ${formatPercent(high)}), ${rest}`,
    describeWorst(task, byClass),
    ...(skipped.length === 0 ? [] : [`  ${formatCount(skipped.length)} images could not be read, and are not judged`]),
  ];
}

function describeWorst(task: ScoredEvaluation['task'], byClass: ScoredEvaluation['byClass']): string {
  const metric = task === 'semantic-segmentation' ? 'iou' : 'average-precision';
  const known = byClass.flatMap(({ class: name, metrics }) => {
    const value = metrics[metric]?.value ?? null;
    return value === null ? [] : [{ name, value }];
  });
  const worst = known.toSorted((a, b) => a.value - b.value).slice(0, shownClasses);
  return `  lowest ${metricWord(metric)}: ${worst.map(({ name, value }) => `${cleanText(name)} ${formatPercent(value)}`).join(', ')}`;
}

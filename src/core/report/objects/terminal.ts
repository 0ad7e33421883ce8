import { undefinedEstimate } from '../../metrics/estimate.ts';
import { formatCount, formatPercent } from '../../metrics/format-share.ts';
import type { ObjectEvaluation } from '../../metrics/objects/object-evaluation.ts';

/** An evaluation of a detector as lines for a person: how good, what is wrong, and what wasn't judged. */
export function describeObjects(evaluation: ObjectEvaluation): string[] {
  const { images, objects, detections, metrics, errors, leftOut, outside, emptyImages } = evaluation;
  const { value, low, high } = metrics['AP'] ?? undefinedEstimate;
  const others = ['AP50', 'AP75', 'AR100'].map((name) => `${name} ${formatPercent(metrics[name]?.value)}`).join(', ');
  const costs = errors.kinds.map(({ error, count, cost }) => `${error} ${formatCount(count)} (${formatPercent(cost)})`);
  return [
    `${formatCount(images)} images, ${formatCount(objects)} objects, ${formatCount(detections)} detections: ` +
      `AP ${formatPercent(value)} (95 % interval ${formatPercent(low)} to ${formatPercent(high)}), ${others}`,
    `  errors, and what AP50 would gain without each: ${costs.join(', ')}`,
    ...(emptyImages === 0 ? [] : [`  ${formatCount(emptyImages)} images have no detection`]),
    ...(outside.objects + outside.detections === 0
      ? []
      : [`  ${formatCount(outside.objects)} labelled and ${formatCount(outside.detections)} found boxes reach beyond their image`]),
    ...(leftOut === 0 ? [] : [`  ${formatCount(leftOut)} detections are of categories that the test set doesn't list, and are left out`]),
  ];
}

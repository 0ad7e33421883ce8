import type { MetricRow } from '../scorer.ts';
import type { DetectionSettings } from './coco-settings.ts';

/** What a metric of detection is the mean of: precision or recall at some thresholds, a range of sizes and a limit, by number. */
export interface DetectionMetric {
  readonly kind: 'precision' | 'recall';
  readonly thresholds: readonly number[];
  readonly area: number;
  /** How many detections of a class in an image count. */
  readonly limit: number;
}

const sizes = ['small', 'medium', 'large'];

/**
 * Every metric of detection: AP over all thresholds and at each (`AP50`), AP by size (`APs`), AR by limit (`AR100`) and by size,
 * each of all classes or of one. Names are COCO's.
 */
export function detectionMetrics({ overlaps, limits }: DetectionSettings): readonly MetricRow[] {
  const atThresholds = Array.from(overlaps, (overlap) => `AP${percent(overlap)}`);
  const bySize = sizes.map((size) => size.slice(0, 1));
  const names = ['AP', ...atThresholds, ...bySize.map((size) => `AP${size}`), ...limits.map((limit) => `AR${limit}`)];
  return [...names, ...bySize.map((size) => `AR${size}`)].map((name) => ({ name, better: 'higher', of: 'either', needsScores: true }));
}

/** What a name of the table stands for; undefined for any other. */
export function findDetectionMetric(name: string, { overlaps, areas, limits }: DetectionSettings): DetectionMetric | undefined {
  const [, letter = '', rest = ''] = /^A([PR])([sml]|\d+|)$/.exec(name) ?? [];
  const all = Array.from(overlaps, (_, at) => at);
  const size = sizes.find((one) => one.slice(0, 1) === rest);
  const area = areas.findIndex((one) => one.name === (size ?? 'all'));
  const limit = letter === 'R' && size === undefined ? limits.find((one) => String(one) === rest) : limits.at(-1);
  const isAtThreshold = letter === 'P' && size === undefined && rest !== '';
  const thresholds = isAtThreshold ? all.filter((at) => percent(overlaps[at] ?? 0) === rest) : all;
  if (letter === '' || area < 0 || limit === undefined || thresholds.length === 0) {
    return undefined;
  }
  return { kind: letter === 'P' ? 'precision' : 'recall', thresholds, area, limit };
}

function percent(overlap: number): string {
  return String(Math.round(overlap * 100));
}

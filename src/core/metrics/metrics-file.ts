import type { Evaluation } from './evaluation.ts';
import type { StoredEvaluation } from './stored-evaluation.ts';
import { defaultPrimary } from './task.ts';

/**
 * The flat JSON that DVC's `metrics` reads: the same bytes for the same evaluation. Shares are written with
 * a decimal point, since Python tells 1 from 1.0; what is undefined is left out.
 */
export function formatMetricsFile(evaluation: StoredEvaluation): string {
  const lines = evaluation.task === 'classification' ? listClassification(evaluation) : listScored(evaluation);
  return `{\n${[...lines, `  "images": ${imagesOf(evaluation)}`].filter((line) => line !== undefined).join(',\n')}\n}\n`;
}

function listClassification({ overall }: Evaluation): (string | undefined)[] {
  return [
    formatShare('accuracy', overall.accuracy?.value),
    formatShare('accuracy_low', overall.accuracy?.low),
    formatShare('accuracy_high', overall.accuracy?.high),
    formatShare('macro_f1', overall.macroF1),
  ];
}

/** Every metric, the one that verdicts are about with its interval. */
function listScored({ task, metrics }: Exclude<StoredEvaluation, Evaluation>): (string | undefined)[] {
  const primary = defaultPrimary(task);
  return Object.entries(metrics).flatMap(([name, { value, low, high }]) => [
    formatShare(name, value),
    ...(name === primary ? [formatShare(`${name}_low`, low), formatShare(`${name}_high`, high)] : []),
  ]);
}

function imagesOf(evaluation: StoredEvaluation): number {
  return evaluation.task === 'classification' ? evaluation.overall.images : evaluation.images;
}

function formatShare(name: string, value: number | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : `  "${name}": ${Number.isInteger(value) ? value.toFixed(1) : value}`;
}

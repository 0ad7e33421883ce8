import type { Evaluation } from './evaluation.ts';

/**
 * The flat JSON that DVC's `metrics` reads: the same bytes for the same evaluation. Shares are written with
 * a decimal point, since Python tells 1 from 1.0; what is undefined is left out.
 */
export function formatMetricsFile({ overall }: Evaluation): string {
  const lines = [
    formatShare('accuracy', overall.accuracy?.value),
    formatShare('accuracy_low', overall.accuracy?.low),
    formatShare('accuracy_high', overall.accuracy?.high),
    formatShare('macro_f1', overall.macroF1),
    `  "images": ${overall.images}`,
  ];
  return `{\n${lines.filter((line) => line !== undefined).join(',\n')}\n}\n`;
}

function formatShare(name: string, value: number | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : `  "${name}": ${Number.isInteger(value) ? value.toFixed(1) : value}`;
}

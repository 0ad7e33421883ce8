import type { PrecisionRecallData } from '../../core/report/html/plots/plot-data.ts';
import { nearest, type Picture, type Plot, type Stop } from './plot.ts';

const sides = ['base', 'head'] as const;
const startRecall = 0.9;

/** Precision by recall, one class at a time; the reader goes along recall. */
export function precisionRecallPlot({ recall, classes }: PrecisionRecallData): Plot {
  const show = (option: number): Picture => {
    const chosen = classes[option];
    const stops = recall.map((x, at): Stop => {
      const rows = sides.flatMap((side) => {
        const y = chosen?.[side]?.[at] ?? null;
        return y === null ? [] : [{ x, y, side }];
      });
      const values = sides.map((side) => ({ side, text: percent(chosen?.[side]?.[at] ?? null) }));
      return { title: `recall ${Math.round(100 * x)} %`, values, rows };
    });
    const rows = sides.flatMap((side) => stops.flatMap((stop) => stop.rows.filter((row) => 'side' in row && row.side === side)));
    return { rows, stops, stride: 5, find: (x) => nearest(recall, x), start: nearest(recall, startRecall) };
  };
  return { label: 'Class', options: classes.map(({ name }) => name), isShort: false, show, height: (width) => Math.min(340, width * 0.75) };
}

function percent(share: number | null): string {
  return share === null ? 'not reached' : `${(100 * share).toFixed(1)} %`;
}

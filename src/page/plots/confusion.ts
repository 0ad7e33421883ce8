import type { ConfusionData } from '../../core/report/html/plots/plot-data.ts';
import type { Picture, Plot, Stop } from './plot.ts';

const maxNumbered = 14;
const maxNamed = 30;
const options = ['Head', 'Base', 'Change'];

/** Truth by rows and prediction by columns; the reader goes from cell to cell. */
export function confusionPlot({ classes, base, head }: ConfusionData): Plot {
  const count = classes.length;
  const show = (option: number): Picture => {
    const change = head.map((row, truth) => row.map((value, predicted) => value - (base[truth]?.[predicted] ?? 0)));
    const counts = [head, base, change][option] ?? head;
    const largest = Math.max(1, ...counts.map((row) => Math.max(...row.map(Math.abs))));
    const cells = counts.flatMap((row, truth) => {
      const sum = Math.max(
        1,
        row.reduce((total, value) => total + value, 0),
      );
      return row.map((value, predicted) => {
        const share = option === 2 ? Math.abs(value) / largest : value / sum;
        const strength = value === 0 ? 0 : Math.min(1, 0.06 + 0.86 * Math.sqrt(share));
        const isRight = truth === predicted;
        const tone = option === 2 ? (isRight === value > 0 ? 'gain' : 'loss') : isRight ? 'right' : 'wrong';
        const text = value === 0 || count > maxNumbered ? '' : option === 2 ? signed(value) : String(value);
        const [left, top] = [predicted, truth];
        const place = { left, right: left + 1, top, bottom: top + 1, column: left + 0.5, row: top + 0.5 };
        return { ...place, value, strength, tone, text, ink: strength > 0.7 ? 'inverse' : 'ink' };
      });
    });
    const stops = cells.map((cell, at): Stop => {
      const [truth, predicted] = [Math.floor(at / count), at % count];
      const title =
        truth === predicted ? `${classes[truth] ?? ''}, recognised` : `${classes[truth] ?? ''} taken for ${classes[predicted] ?? ''}`;
      const [before, now] = [base[truth]?.[predicted] ?? 0, head[truth]?.[predicted] ?? 0];
      return {
        title,
        values: [
          { side: 'base', text: String(before) },
          { side: 'head', text: `${now} (${signed(now - before)})` },
        ],
        rows: [cell],
      };
    });
    const middles = classes.map((_, at) => at + 0.5);
    return {
      rows: cells.filter(({ value }) => value !== 0),
      stops,
      stride: count,
      find: (x, y) => inside(y, count) * count + inside(x, count),
      signals: { size: count, middles: count > maxNamed ? [] : middles, names: classes },
    };
  };
  return { label: 'Counts of', options, isShort: true, show, height: (width) => Math.min(560, width) };
}

function inside(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(at)));
}

function signed(change: number): string {
  return `${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change)}`;
}

import type { ReliabilityData } from '../../core/report/html/plots/plot-data.ts';
import { nearest, type Plot, type Stop } from './plot.ts';

const sides = ['base', 'head'] as const;

/** Accuracy by confidence; the reader goes from bin to bin. */
export function reliabilityPlot(data: ReliabilityData): Plot {
  const bins = sides.flatMap((side) =>
    (data[side] ?? []).map((bin) => ({ side, bin, x: bin.confidence, y: bin.accuracy, count: bin.count })),
  );
  const lows = [...new Set(bins.map(({ bin }) => bin.low))].toSorted((a, b) => a - b);
  const byLow = Map.groupBy(bins, ({ bin }) => bin.low);
  const stops = lows.map((low): Stop => {
    const own = byLow.get(low) ?? [];
    const values = own.map(({ side, count, x, y }) => ({ side, text: `${percent(y)} right at ${percent(x)} (${count} images)` }));
    return { title: `${percent(low)} to ${percent(own[0]?.bin.high ?? low)}`, values, rows: own };
  });
  const middles = stops.map((_, at) => ((lows[at] ?? 0) + (byLow.get(lows[at] ?? 0)?.[0]?.bin.high ?? 0)) / 2);
  return {
    label: '',
    options: [''],
    isShort: false,
    show: () => ({ rows: bins, stops, stride: 1, find: (x) => nearest(middles, x), start: stops.length - 1 }),
    height: (width) => Math.min(380, width * 0.9),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

import type { CurveData } from '../../core/report/html/plots/plot-data.ts';
import { nearest, type Plot, type Stop } from './plot.ts';

const sides = ['base', 'head'] as const;

/** A measure over the course of both trainings; the reader goes from epoch to epoch. */
export function curvePlot(data: CurveData): Plot {
  const rows = sides.flatMap((side) => (data[side]?.x ?? []).map((x, at) => ({ x, y: data[side]?.y[at] ?? Number.NaN, side })));
  const places = [...new Set(rows.map(({ x }) => x))].toSorted((a, b) => a - b);
  const byPlace = Map.groupBy(rows, ({ x }) => x);
  const stops = places.map((x): Stop => {
    const own = byPlace.get(x) ?? [];
    return { title: `${data.axis} ${x}`, values: own.map(({ side, y }) => ({ side, text: String(Number(y.toPrecision(4))) })), rows: own };
  });
  return {
    label: '',
    options: [''],
    isShort: true,
    show: () => ({ rows, stops, stride: 1, find: (x) => nearest(places, x), start: stops.length - 1 }),
    height: () => 190,
  };
}

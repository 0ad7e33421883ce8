import type { TopLevelSpec } from 'vega-lite';

const side = (title: string, orient: 'left' | 'top', angle: number) =>
  ({
    type: 'quantitative',
    title,
    scale: { domain: { expr: '[0, size]' }, nice: false, zero: false, ...(orient === 'left' ? { reverse: true } : {}) },
    axis: {
      orient,
      grid: false,
      ticks: false,
      domain: false,
      labelAngle: angle,
      labelLimit: 72,
      labelPadding: 4,
      labelOverlap: false,
      labelFlush: false,
      values: { expr: 'middles' },
      tickCount: 1000, // fewer would leave out names
      labelExpr: 'names[floor(datum.value)]',
    },
  }) as const;

const x = { field: 'left', ...side('predicted', 'top', -40) };
const y = { field: 'top', ...side('truth', 'left', 0) };
const [x2, y2] = [{ field: 'right' }, { field: 'bottom' }];
const tones = {
  right: 'var(--head)',
  wrong: 'var(--worse)',
  gain: 'var(--better)',
  loss: 'var(--worse)',
  ink: 'var(--ink)',
  inverse: 'var(--card)',
};
const color = { type: 'nominal', scale: { domain: Object.keys(tones), range: Object.values(tones) }, legend: null } as const;

/** Truth by rows, prediction by columns. Classes are numbers here: their names are looked up in `names`, and nowhere else. */
export const confusion = {
  data: { name: 'points' },
  params: [
    { name: 'size', value: 1 },
    { name: 'middles', value: [] },
    { name: 'names', value: [] },
  ],
  layer: [
    {
      mark: { type: 'rect' },
      encoding: {
        x,
        x2,
        y,
        y2,
        color: { field: 'tone', ...color },
        opacity: { field: 'strength', type: 'quantitative', scale: null },
      },
    },
    {
      mark: { type: 'text', fontSize: 10 },
      encoding: {
        x: { ...x, field: 'column' },
        y: { ...y, field: 'row' },
        text: { field: 'text', type: 'nominal' },
        color: { field: 'ink', ...color },
      },
    },
    { data: { name: 'cursor' }, mark: { type: 'rect', filled: false, stroke: 'var(--ink)', strokeWidth: 2 }, encoding: { x, x2, y, y2 } },
  ],
} as unknown as TopLevelSpec;

import type { Config } from 'vega-lite';

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The page's own colours, by its style sheet's variables, so that a plot follows the reader's theme without being drawn again. */
export const theme = {
  aria: false,
  background: 'transparent',
  font,
  padding: 2,
  autosize: { type: 'fit', contains: 'padding' },
  events: { bind: 'none', defaults: { allow: [] } },
  view: { stroke: 'transparent' },
  axis: {
    domainColor: 'var(--line)',
    gridColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelColor: 'var(--soft)',
    titleColor: 'var(--soft)',
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    tickCount: 5,
  },
} as Config;

/** Base dashed and grey, head solid: told apart without colour. */
export const sides = {
  color: {
    field: 'side',
    type: 'nominal',
    scale: { domain: ['base', 'head'], range: ['var(--base)', 'var(--head)'] },
    legend: null,
  },
  strokeDash: {
    field: 'side',
    type: 'nominal',
    scale: {
      domain: ['base', 'head'],
      range: [
        [5, 4],
        [1, 0],
      ],
    },
    legend: null,
  },
} as const;

import type { TopLevelSpec } from 'vega-lite';
import { sides } from './theme.ts';

/** Base and head as lines; `cursor` holds their points where the reader is. */
function lines(x: Readonly<Record<string, unknown>>, y: Readonly<Record<string, unknown>>): TopLevelSpec {
  const encoding = { x: { field: 'x', type: 'quantitative', ...x }, y: { field: 'y', type: 'quantitative', ...y }, color: sides.color };
  return {
    data: { name: 'points' },
    encoding,
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round', invalid: 'break-paths-show-domains' },
        encoding: { strokeDash: sides.strokeDash },
      },
      { data: { name: 'cursor' }, mark: { type: 'rule', color: 'var(--faint)' }, encoding: { x: encoding.x, y: null, color: null } },
      { data: { name: 'cursor' }, mark: { type: 'point', size: 48, filled: true, opacity: 1 } },
    ],
  } as TopLevelSpec;
}

/** A measure over the course of a training. */
export const curve = lines(
  { title: null, scale: { zero: false, nice: false }, axis: { tickMinStep: 1, grid: false } },
  { title: null, scale: { zero: false } },
);

const whole = { scale: { domain: [0, 1] }, axis: { format: '.0%' } };

/** Precision by recall. */
export const precisionRecall = lines({ title: 'recall', ...whole }, { title: 'precision', ...whole });

import type { TopLevelSpec } from 'vega-lite';
import { sides } from './theme.ts';

const x = { field: 'x', type: 'quantitative', title: 'confidence', scale: { domain: [0, 1] }, axis: { format: '.0%' } } as const;
const y = { field: 'y', type: 'quantitative', title: 'accuracy', scale: { domain: [0, 1] }, axis: { format: '.0%' } } as const;
const size = { field: 'count', type: 'quantitative', scale: { type: 'sqrt', range: [10, 130] }, legend: null } as const;

/** Accuracy by confidence beside the diagonal of a model that knows what it knows; larger points hold more images. */
export const reliability = {
  data: { name: 'points' },
  encoding: { x, y },
  layer: [
    {
      data: {
        values: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
      mark: { type: 'line', color: 'var(--faint)', strokeWidth: 1 },
    },
    { mark: { type: 'line', strokeWidth: 2 }, encoding: { color: sides.color, strokeDash: sides.strokeDash } },
    { mark: { type: 'point', filled: true, opacity: 0.75 }, encoding: { color: sides.color, size } },
    { data: { name: 'cursor' }, mark: { type: 'point', filled: false, size: 340, strokeWidth: 2, color: 'var(--ink)' } },
  ],
} as unknown as TopLevelSpec;

import { expressionInterpreter } from 'vega-interpreter';
import { parse } from 'vega-parser';
import { View } from 'vega-view';
import type { PlotKind } from '../../core/report/html/plots/plot-data.ts';
import { element } from '../element.ts';
import type { Picture, Plot, Stop } from './plot.ts';
import { addTransforms } from './transforms.ts';

/** Specs of Vega, compiled from those of Vega-Lite when Sightline was built: names and values are never part of them. */
declare const plotSpecs: Readonly<Record<PlotKind, object>>;

addTransforms();

/** A plot on the page. */
export interface PlotView {
  /** Replaces what is drawn. */
  readonly show: (picture: Picture) => Promise<void>;
  /** Marks where the reader is. */
  readonly mark: (stop: Stop | undefined) => void;
  /** A point of the screen in the plot's own units. */
  readonly locate: (clientX: number, clientY: number) => readonly [x: number, y: number];
}

/** Opens a plot that is as wide as its stage, now and later. Expressions are interpreted: the page's policy allows no `eval`. */
export function openView(kind: PlotKind, stage: HTMLElement, plot: Plot): PlotView {
  const drawing = element('div', { class: 'drawing' });
  stage.append(drawing);
  const runtime = parse(plotSpecs[kind], undefined, { ast: true });
  const view = new View(runtime, { renderer: 'svg', expr: expressionInterpreter, container: drawing });
  for (const name of ['role', 'aria-roledescription', 'aria-label']) {
    drawing.removeAttribute(name);
  }
  drawing.setAttribute('aria-hidden', 'true');
  const fit = (): void => {
    const width = stage.clientWidth;
    view.width(width).height(plot.height(width));
  };
  fit();
  new ResizeObserver(() => {
    fit();
    void view.runAsync();
  }).observe(stage);
  return {
    show: async ({ rows, signals = {} }) => {
      for (const [name, value] of Object.entries(signals)) {
        view.signal(name, value);
      }
      await view.data('points', rows).data('cursor', []).runAsync();
    },
    mark: (stop) => void view.data('cursor', stop === undefined ? [] : stop.rows.map((row) => ({ ...row }))).runAsync(),
    locate: (clientX, clientY) => {
      const box = drawing.querySelector('svg')?.getBoundingClientRect();
      const [left, top] = view.origin();
      const [x, y] = [clientX - (box?.left ?? 0) - left, clientY - (box?.top ?? 0) - top];
      return [view.scale('x').invert(x), view.scale('y').invert(y)];
    },
  };
}

import { type Markup, html, jsonScript } from '../markup.ts';
import type { PlotData, PlotKind } from './plot-data.ts';

/** A place for a plot, with its data; the page's script draws it, and without one nothing of it is seen. `heading` is left out where a card has one plot. */
export function plotFigure<Kind extends PlotKind>(kind: Kind, title: string, data: PlotData[Kind], heading?: Markup): Markup {
  return html`<figure class="chart" data-plot="${kind}" data-title="${title}" hidden>${heading} ${jsonScript(data)}</figure>`;
}

/** The same as numbers; the script folds it where it has drawn the plots. */
export function plotTable(table: Markup): Markup {
  return html`<details class="values" open>
    <summary>As a table</summary>
    ${table}
  </details>`;
}

/** How both sides look in every plot. */
export function legend(): Markup {
  return html`<div class="legend muted" hidden>${key('head')}${key('base')}</div>`;
}

function key(side: 'head' | 'base'): Markup {
  return html`<span
    ><svg viewBox="0 0 24 8" aria-hidden="true"><line class="curve ${side}" x1="1" x2="23" y1="4" y2="4" /></svg>${side}</span
  >`;
}

/** A number for a picture: six digits tell more than any screen. */
export function short(value: number): number {
  return Number(value.toPrecision(6));
}

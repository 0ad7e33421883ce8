import type { Difference, Judgement, Verdict } from '../../metrics/comparison.ts';
import { formatOf, formatOfShares, type MetricFormat } from '../../metrics/format-metric.ts';
import { findMetric } from '../../metrics/task.ts';
import { type Markup, html } from './markup.ts';
import { type Scale, coordinate, linearScale, roundTicks } from './scale.ts';

/** A common axis for differences: symmetric around zero, wide enough for every interval and the margin. */
export function findReach(differences: readonly Difference[], margin: number): number {
  const ends = differences.flatMap(({ low, high }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]);
  return 1.12 * Math.max(2 * margin, 0.001, ...ends);
}

/** Zero, the margin around it, and an interval with its point, on an axis from -reach to reach. */
function drawInterval(one: Difference, verdict: Verdict, x: Scale, y: number, radius: number): Markup {
  if (one.low === null || one.high === null || one.difference === null) {
    return html``;
  }
  return html`<line class="reach ${verdict}" x1="${coordinate(x(one.low))}" x2="${coordinate(x(one.high))}" y1="${y}" y2="${y}" /><circle
      class="dot ${verdict}"
      cx="${coordinate(x(one.difference))}"
      cy="${y}"
      r="${radius}"
    />`;
}

function drawBand(margin: number, x: Scale, top: number, bottom: number): Markup {
  const left = x(-margin);
  return html`<rect class="band" x="${coordinate(left)}" y="${top}" width="${coordinate(x(margin) - left)}" height="${bottom - top}" /><line
      class="zero"
      x1="${coordinate(x(0))}"
      x2="${coordinate(x(0))}"
      y1="${top}"
      y2="${bottom}"
    />`;
}

/** The large picture under the verdict, with labelled axis. */
export function heroPlot({ task, metric, primary: one, verdict, margin }: Judgement): Markup {
  const format = formatOf(task, metric);
  const [left, right] = findMetric(task, metric)?.better === 'lower' ? ['head', 'base'] : ['base', 'head'];
  const reach = findReach([one], margin);
  const x = linearScale(-reach, reach, 8, 1022);
  const ticks = roundTicks(-reach, reach, 8);
  const label = `Difference ${format.difference(one.difference)}${format.unit}, 95 % interval ${format.interval(one)}, margin ${format.size(margin)}`;
  return html`<figure>
    <svg viewBox="0 0 1030 84" role="img" aria-label="${label}">
      ${drawBand(margin, x, 14, 66)}
      <line class="axis" x1="8" x2="1022" y1="66" y2="66" />
      ${ticks.map((tick) => html`<text class="below" x="${coordinate(x(tick))}" y="72" text-anchor="middle">${format.difference(tick)}</text>`)}
      ${drawInterval(one, verdict, x, 42, 7)}
      <text x="${coordinate(x(0))}" y="9" text-anchor="middle">no difference</text>
      <text x="8" y="9">${left} is better</text>
      <text x="1022" y="9" text-anchor="end">${right} is better</text>
    </svg>
    <figcaption>${format.unit === '' ? '' : 'points; '}the band is the margin</figcaption>
  </figure>`;
}

/** A small picture for one row of a table; all rows share `reach`. */
export function rowPlot(one: Difference, verdict: Verdict, margin: number, reach: number, format: MetricFormat = formatOfShares): Markup {
  const x = linearScale(-reach, reach, 6, 294);
  const label = `${format.difference(one.difference)}${format.unit}, interval ${format.interval(one)}`;
  return html`<svg viewBox="0 0 300 22" role="img" aria-label="${label}">
    ${drawBand(margin, x, 0, 22)}${drawInterval(one, verdict, x, 11, 3.5)}
  </svg>`;
}

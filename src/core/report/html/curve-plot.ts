import { cleanText } from '../clean-text.ts';
import type { Curve, Curves } from '../curves.ts';
import { type Markup, html } from './markup.ts';
import { type Scale, coordinate, linearScale, roundTicks } from './scale.ts';

const width = 320;
const height = 170;
const box = { left: 40, right: width - 46, top: 10, bottom: height - 26 };

/** One picture a measure, base dashed and head solid, on a common scale. */
export function curvePlots(base: Curves | undefined, head: Curves | undefined): Markup[] {
  const names = [...new Set([...(head?.curves ?? []), ...(base?.curves ?? [])].map(({ name }) => name))];
  const axis = head?.axis ?? base?.axis ?? 'epoch';
  return names.flatMap((name) => {
    const find = (curves: Curves | undefined): Curve | undefined => curves?.curves.find((one) => one.name === name && one.x.length > 0);
    const both = [find(base), find(head)] as const;
    return both.every((one) => one === undefined) ? [] : [curvePlot(cleanText(name), axis, ...both)];
  });
}

function curvePlot(name: string, axis: string, base: Curve | undefined, head: Curve | undefined): Markup {
  const both = [base, head].filter((one) => one !== undefined);
  const xs = both.flatMap((one) => one.x);
  const ys = both.flatMap((one) => one.y);
  const [xLow, xHigh, yLow, yHigh] = [lowest(xs), highest(xs), lowest(ys), highest(ys)];
  const pad = (yHigh - yLow) * 0.06;
  const x = linearScale(xLow, xHigh, box.left, box.right);
  const y = linearScale(yLow - pad, yHigh + pad, box.bottom, box.top);
  const label = `${name} by ${axis}: ${describeEnds('base', base)}; ${describeEnds('head', head)}`;
  return html`<figure>
    <h3>${name}</h3>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
      ${roundTicks(yLow, yHigh, 4).map((tick) => html`<line class="axis" x1="${box.left}" x2="${box.right}" y1="${coordinate(y(tick))}" y2="${coordinate(y(tick))}" /><text x="${box.left - 6}" y="${coordinate(y(tick))}" dy="3.5" text-anchor="end">${formatValue(tick)}</text>`)}
      ${roundTicks(xLow, xHigh, 5)
        .filter((tick) => Number.isInteger(tick))
        .map((tick) => html`<text x="${coordinate(x(tick))}" y="${box.bottom + 15}" text-anchor="middle">${tick}</text>`)}
      <text x="${(box.left + box.right) / 2}" y="${height - 1}" text-anchor="middle">${axis}</text>
      ${drawCurve(base, 'base', x, y)}${drawCurve(head, 'head', x, y)}${labelEnds(base, head, y)}
    </svg>
  </figure>`;
}

function drawCurve(curve: Curve | undefined, side: 'base' | 'head', x: Scale, y: Scale): Markup {
  if (curve === undefined) {
    return html``;
  }
  const points = curve.x.map((at, index) => `${coordinate(x(at))},${coordinate(y(curve.y[index] ?? 0))}`);
  const [lastX = 0, lastY = 0] = [curve.x.at(-1), curve.y.at(-1)];
  return html`<polyline class="curve ${side}" points="${points.join(' ')}" /><circle
      class="tip ${side}"
      cx="${coordinate(x(lastX))}"
      cy="${coordinate(y(lastY))}"
      r="2.8"
    />`;
}

/** The last values beside the curves, moved apart where they would overlap. */
function labelEnds(base: Curve | undefined, head: Curve | undefined, y: Scale): Markup[] {
  const ends = [base, head].flatMap((curve) => {
    const last = curve?.y.at(-1);
    return last === undefined ? [] : [{ text: formatValue(last), strong: curve === head, at: y(last) }];
  });
  const sorted = ends.toSorted((a, b) => a.at - b.at);
  const [first, second] = sorted;
  const overlap = first !== undefined && second !== undefined ? Math.max(0, 12 - (second.at - first.at)) / 2 : 0;
  return sorted.map((one, index) => {
    const at = coordinate(one.at + (index === 0 ? -overlap : overlap) + 3.5);
    return html`<text${one.strong ? html` class="strong"` : undefined} x="${box.right + 7}" y="${at}">${one.text}</text>`;
  });
}

function describeEnds(side: string, curve: Curve | undefined): string {
  return curve === undefined ? `${side} has none` : `${side} from ${formatValue(curve.y[0] ?? 0)} to ${formatValue(curve.y.at(-1) ?? 0)}`;
}

function formatValue(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

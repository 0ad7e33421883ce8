import { describeFindings } from '../../curve-text.ts';
import { cleanText } from '../../clean-text.ts';
import type { Curve, Curves } from '../../curves.ts';
import { sparkline } from '../../markdown/sparkline.ts';
import type { ReportFrame } from '../../report-data.ts';
import { type Markup, html, nameMarkup } from '../markup.ts';
import { card } from '../sections.ts';
import { frame } from '../tables.ts';
import { legend, plotFigure, plotTable, short } from './figure.ts';

/** Learning curves of both trainings: a plot a measure, a row a curve, and what they show. */
export function curvesCard({ base, head }: ReportFrame): Markup | undefined {
  const names = [...new Set([...(head.curves?.curves ?? []), ...(base.curves?.curves ?? [])].map(({ name }) => name))];
  const axis = head.curves?.axis ?? base.curves?.axis ?? 'epoch';
  const measures = names
    .map((name) => ({ name, base: findCurve(base.curves, name), head: findCurve(head.curves, name) }))
    .filter((one) => one.base !== undefined || one.head !== undefined);
  const plots = measures.map((one) =>
    plotFigure(
      'curve',
      cleanText(one.name),
      { axis, base: pointsOf(one.base), head: pointsOf(one.head) },
      html`<h3>${cleanText(one.name)}</h3>`,
    ),
  );
  const findings = (['base', 'head'] as const).flatMap((side) => {
    const { curves } = side === 'base' ? base : head;
    return curves === undefined ? [] : describeFindings(curves).map((line) => html`<li>${side}: ${line}</li>`);
  });
  const told =
    findings.length === 0
      ? undefined
      : html`<ul>
          ${findings}
        </ul>`;
  const drawn = html`${legend()}
    <div class="columns">${plots}</div>
    ${plotTable(curvesTable(measures))}`;
  return plots.length + findings.length === 0
    ? undefined
    : card('Learning curves', `by ${axis}`, html`${plots.length === 0 ? undefined : drawn}${told}`);
}

interface Measure {
  readonly name: string;
  readonly base: Curve | undefined;
  readonly head: Curve | undefined;
}

function findCurve(curves: Curves | undefined, name: string): Curve | undefined {
  return curves?.curves.find((one) => one.name === name && one.x.length > 0);
}

function pointsOf(curve: Curve | undefined): { readonly x: number[]; readonly y: number[] } | null {
  return curve === undefined ? null : { x: [...curve.x], y: curve.y.map(short) };
}

/** Each curve as a row of bars, base and head on one scale, with its ends. */
function curvesTable(measures: readonly Measure[]): Markup {
  const rows = measures.flatMap(({ name, base, head }) => {
    const values = [...(base?.y ?? []), ...(head?.y ?? [])];
    const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return [['base', base] as const, ['head', head] as const].flatMap(([side, curve]) =>
      curve === undefined
        ? []
        : [
            html`<tr>
              <th scope="row">${nameMarkup(name)}</th>
              <td>${side}</td>
              <td class="spark" aria-hidden="true">${sparkline(curve.y, low, high)}</td>
              <td class="number range">${formatValue(curve.y[0])}</td>
              <td class="number">${formatValue(curve.y.at(-1))}</td>
              <td class="number range">${curve.y.length}</td>
            </tr>`,
          ],
    );
  });
  const header = [
    ['Curve', 'text'],
    ['Side', 'text'],
    ['Course', 'plot'],
    ['First', 'number'],
    ['Last', 'number'],
    ['Points', 'number'],
  ] as const;
  return frame('Learning curves', header, rows);
}

function formatValue(value = Number.NaN): string {
  return String(Number(value.toPrecision(4)));
}

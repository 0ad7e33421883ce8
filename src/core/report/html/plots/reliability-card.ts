import { formatCount, formatPercent } from '../../../metrics/format-share.ts';
import type { ReportData, ReportSide } from '../../report-data.ts';
import type { Evaluation } from '../../../metrics/evaluation.ts';
import { type Markup, html } from '../markup.ts';
import { card } from '../sections.ts';
import { frame } from '../tables.ts';
import { legend, plotFigure, plotTable, short } from './figure.ts';
import type { ReliabilityBin } from './plot-data.ts';

/** How often each model is right when it is that sure; nothing where the scores are no probabilities. */
export function reliabilityCard({ base, head }: ReportData): Markup | undefined {
  const [before, now] = [binsOf(base), binsOf(head)];
  if (before === null && now === null) {
    return undefined;
  }
  const lows = [...new Set([...(before ?? []), ...(now ?? [])].map(({ low }) => low))].toSorted((a, b) => a - b);
  const rows = lows.map((low) => {
    const both = [before, now].map((bins) => bins?.find((bin) => bin.low === low));
    const high = both.find((bin) => bin !== undefined)?.high ?? low;
    return html`<tr>
      <th scope="row">${formatPercent(low)} to ${formatPercent(high)}</th>
      ${both.map(
        (bin) =>
          html`<td class="number range">${bin === undefined ? '0' : formatCount(bin.count)}</td>
            <td class="number range">${formatPercent(bin?.confidence)}</td>
            <td class="number">${formatPercent(bin?.accuracy)}</td>`,
      )}
    </tr>`;
  });
  return card(
    'Reliability',
    'accuracy by confidence; on the diagonal a model knows how sure it may be',
    html`${legend()} ${plotFigure('reliability', 'Accuracy by confidence', { base: before, head: now })}
    ${plotTable(frame('Reliability', [['Confidence', 'text'], ...columnsOf('Base'), ...columnsOf('Head')], rows))}`,
  );
}

function columnsOf(side: string): (readonly [text: string, kind: 'number'])[] {
  return [`${side}: images`, `${side}: confidence`, `${side}: accuracy`].map((text) => [text, 'number'] as const);
}

function binsOf({ evaluation }: ReportSide<Evaluation>): ReliabilityBin[] | null {
  const bins = (evaluation.scored?.reliability ?? []).flatMap(({ low, high, count, accuracy, confidence }) =>
    accuracy === null || confidence === null ? [] : [{ low, high, count, accuracy: short(accuracy), confidence: short(confidence) }],
  );
  return bins.length === 0 ? null : bins;
}

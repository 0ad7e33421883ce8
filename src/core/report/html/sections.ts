import { formatOf, metricWord } from '../../metrics/format-metric.ts';
import { formatCount, formatP } from '../../metrics/format-share.ts';
import type { Comparison } from '../../metrics/comparison.ts';
import type { ReportFrame, ReportSide } from '../report-data.ts';
import { describeMeasurement, describeSeedNoise, explainVerdict, verdictMarks, verdictWords } from '../verdict-text.ts';
import { heroPlot } from './interval-plot.ts';
import { type Markup, html, nameMarkup } from './markup.ts';
import { frame } from './tables.ts';

/** A titled part of the page; nothing without content. */
export function card(title: string, aside: string, content: Markup | undefined): Markup | undefined {
  return content === undefined
    ? undefined
    : html`<section class="card">
        <header>
          <h2>${title}</h2>
          <p>${aside}</p>
        </header>
        ${content}
      </section>`;
}

/** The verdict, its interval as a picture, and the figures behind it; `answers` is the one on how the models' answers differ. */
export function hero({ comparison, notes }: ReportFrame, answers: Markup | undefined): Markup {
  const { verdict, primary, metric, discernible, images } = comparison;
  const format = formatOf(comparison.task, metric);
  return html`<section class="hero ${verdict}">
      <div class="verdict">
        <span class="mark" aria-hidden="true">${verdictMarks[verdict]}</span>
        <h1>${verdictWords[verdict]}</h1>
        <p>${explainVerdict(comparison)} ${describeSeedNoise(comparison)}</p>
      </div>
      ${heroPlot(comparison)}
      <dl class="figures">
        ${figure(metricWord(metric), format.value(primary.head), `base ${format.value(primary.base)}`)}
        ${figure('difference', format.difference(primary.difference), describeMeasurement(comparison).replace(/^.*\((95 % interval .*)\) on .*$/, '$1'))}
        ${answers}
        ${figure('test images', formatCount(images), discernible === null ? 'the models agree on every one' : `can show ${format.size(discernible)}${format.unit} or more`)}
      </dl>
    </section>
    ${notes.map((note) => html`<p class="note">${note}</p>`)}`;
}

/** How many images only one of the models got right. */
export function flipsFigure({ discordance }: Comparison): Markup {
  return figure(
    'images fixed / broken',
    `${formatCount(discordance.onlyHeadRight)} / ${formatCount(discordance.onlyBaseRight)}`,
    `McNemar mid-p ${formatP(discordance.p)}`,
  );
}

/** Commits and hashes of what was judged. */
export function provenanceCard({ base, head, provenance }: ReportFrame): Markup | undefined {
  const rows = [
    { what: 'commit', base: commit(base), head: commit(head) },
    ...provenance,
    { what: 'test set', base: base.evaluation.testSet, head: head.evaluation.testSet },
  ].map(
    (row) =>
      html`<tr>
        <th scope="row">${row.what}</th>
        <td class="range">${nameMarkup(row.base)}</td>
        <td class="range">${nameMarkup(row.head)}</td>
      </tr>`,
  );
  const header = [
    ['File', 'text'],
    ['Base', 'text'],
    ['Head', 'text'],
  ] as const;
  return card('Where this comes from', '', frame('Where this comes from', header, rows));
}

function figure(name: string, value: string, small: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${small}</small></dd>
  </div>`;
}

function commit(side: ReportSide): string {
  return side.commit ?? 'no commit';
}

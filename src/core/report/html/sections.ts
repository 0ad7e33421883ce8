import { formatOf, metricWord } from '../../metrics/format-metric.ts';
import { formatCount, formatP } from '../../metrics/format-share.ts';
import { findConfusions, jointClasses, renumberConfusion } from '../confusions.ts';
import { describeFindings } from '../curve-text.ts';
import type { Comparison } from '../../metrics/comparison.ts';
import type { ReportData, ReportFrame, ReportSide } from '../report-data.ts';
import { describeMeasurement, describeSeedNoise, explainVerdict, verdictMarks, verdictWords } from '../verdict-text.ts';
import { curvePlots } from './curve-plot.ts';
import { flipGrid } from './flip-grid.ts';
import { heroPlot } from './interval-plot.ts';
import { type Markup, html, nameMarkup } from './markup.ts';
import { matrixPlot } from './matrix-plot.ts';

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

/** The images that one model got right and the other wrong. */
export function flipsCard({ flips }: ReportData): Markup | undefined {
  const grids = [
    flipGrid('Broken', 'Right before, wrong now; those first of which head is most certain', flips.breaks, flips.breakCount),
    flipGrid('Fixed', 'Wrong before, right now; those first of which base was most certain', flips.fixes, flips.fixCount),
  ].filter((grid) => grid !== undefined);
  const aside = flips.otherCount === 0 ? '' : `${formatCount(flips.otherCount)} more are wrong in another way than before`;
  return card('Flipped images', aside, grids.length === 0 ? undefined : html`${grids}`);
}

const maxMatrixClasses = 60;
const maxConfusions = 40;

/** Three heat maps, or for many classes the most frequent mix-ups. */
export function confusionCard({ base, head }: ReportData): Markup | undefined {
  const classes = jointClasses(base.evaluation, head.evaluation);
  if (classes.length > maxMatrixClasses) {
    const rows = findConfusions(base.evaluation, head.evaluation, maxConfusions).map(
      (one) =>
        html`<tr>
          <th scope="row">${nameMarkup(one.truth)}</th>
          <td>${nameMarkup(one.predicted)}</td>
          <td class="number">${formatCount(one.base)}</td>
          <td class="number">${formatCount(one.head)}</td>
        </tr>`,
    );
    const table = html`<table>
      <thead>
        <tr>
          <th scope="col">Truth</th>
          <th scope="col">Taken for</th>
          <th scope="col" class="number">Base</th>
          <th scope="col" class="number">Head</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
    return card('Confusions', `the most frequent among ${formatCount(classes.length)} classes`, table);
  }
  const [before, after] = [renumberConfusion(base.evaluation, classes), renumberConfusion(head.evaluation, classes)];
  const changes = after.map((row, truth) => row.map((count, predicted) => count - (before[truth]?.[predicted] ?? 0)));
  const plots = html`<div class="columns">
    ${matrixPlot('Head', after, classes, 'counts')}${matrixPlot('Base', before, classes, 'counts')}${matrixPlot('Change', changes, classes, 'changes')}
  </div>`;
  return card('Confusion matrices', 'counts, shaded by their share of the row; changes green where they help, red where they hurt', plots);
}

/** Learning curves of both trainings. */
export function curvesCard({ base, head }: ReportFrame): Markup | undefined {
  const plots = curvePlots(base.curves, head.curves);
  const findings = (['base', 'head'] as const).flatMap((side) => {
    const { curves } = side === 'base' ? base : head;
    return curves === undefined ? [] : describeFindings(curves).map((line) => html`<li>${side}: ${line}</li>`);
  });
  const content = html`<div class="legend muted">${key('head')}${key('base')}</div>
    <div class="columns">${plots}</div>
    ${
      findings.length === 0
        ? undefined
        : html`<ul>
            ${findings}
          </ul>`
    }`;
  return card('Learning curves', '', plots.length + findings.length === 0 ? undefined : content);
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
  const table = html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Base</th>
          <th scope="col">Head</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
  return card('Where this comes from', '', table);
}

function figure(name: string, value: string, small: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${small}</small></dd>
  </div>`;
}

function key(side: 'base' | 'head'): Markup {
  return html`<span
    ><svg viewBox="0 0 24 8" aria-hidden="true"><line class="curve ${side}" x1="1" x2="23" y1="4" y2="4" /></svg>${side}</span
  >`;
}

function commit(side: ReportSide): string {
  return side.commit ?? 'no commit';
}

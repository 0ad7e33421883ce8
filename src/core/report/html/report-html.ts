import { createHash } from 'node:crypto';
import { cleanText } from '../clean-text.ts';
import type { ReportData, ReportSide, ScoredReportData } from '../report-data.ts';
import { changedCard } from '../scored/changed-card.ts';
import { classesCard, errorsCard, metricsCard, slicesCard } from '../scored/html.ts';
import { countGates, describeMeasurement, verdictWords } from '../verdict-text.ts';
import { dataCard } from './data-card.ts';
import { flipsCard } from './flips-card.ts';
import { type Markup, html, nameMarkup, trusted } from './markup.ts';
import { parametersCard, type TrainedWith, trainingCard } from './parameters-card.ts';
import { confusionCard } from './plots/confusion-card.ts';
import { curvesCard } from './plots/curves-card.ts';
import { precisionRecallCard } from './plots/precision-recall-card.ts';
import { reliabilityCard } from './plots/reliability-card.ts';
import { card, flipsFigure, hero, provenanceCard } from './sections.ts';
import { style } from './style.ts';
import { classesTable, gatesTable, metricsTable, slicesTable } from './tables.ts';

/**
 * Nothing but our own style sheet and script (by their hashes) and pictures inside the page: no other script runs, no text is
 * turned into code or markup, nothing is fetched, no form is sent, whatever a name out of a repository may hold.
 */
function contentPolicy(script: string): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${digest(script)}'`,
    `style-src 'sha256-${digest(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** In one piece: the policy's hash is of every character between the tags. */
const styleElement = trusted(`<style>${style}</style>`);

/** The report as one self-contained page; `script` is the page's own, which draws plots and sorts tables: all is told without it, too. */
export function renderHtml(data: ReportData | ScoredReportData, file: TrainedWith, script: string): string {
  const cards = 'flips' in data ? classifierCards(data) : scoredCards(data);
  const { comparison, model, base, head, version } = data;
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(script)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${verdictWords[comparison.verdict]}: ${cleanText(model)}, ${cleanText(base.name)} to ${cleanText(head.name)}</title>
        <meta name="description" content="${describeMeasurement(comparison)}" />
        ${styleElement}
      </head>
      <body>
        <main>
          <p class="eyebrow">
            <strong>${cleanText(model)}</strong
            ><span>${nameSide(base)} <span class="arrow" aria-label="to">→</span> ${nameSide(head)}</span>
          </p>
          ${hero(data, cards.answers)}
          ${card('Gates', countGates(comparison.gates) ?? '', comparison.gates.length === 0 ? undefined : gatesTable(comparison.gates, comparison.task))}
          ${cards.metrics} ${cards.slices} ${cards.classes} ${cards.details} ${parametersCard(file)} ${dataCard(data.data)}
          ${curvesCard(data)} ${trainingCard(file)} ${provenanceCard(data)}
        </main>
        <footer>
          Made by Sightline ${version}. The verdict is read off the interval: better or worse when it excludes zero, equivalent when it lies
          within the margin.
        </footer>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `;
  return markup;
}

/** What differs by task. */
interface Cards {
  readonly answers: Markup | undefined;
  readonly metrics: Markup | undefined;
  readonly slices: Markup | undefined;
  readonly classes: Markup | undefined;
  readonly details: Markup;
}

function classifierCards(data: ReportData): Cards {
  const { comparison } = data;
  const slices = comparison.slices.length === 0 ? undefined : slicesTable(comparison);
  const ofClasses = 'head and its change against base; recall intervals corrected for the number of classes';
  return {
    answers: flipsFigure(comparison),
    metrics: card('Metrics', 'the grey band is the margin', metricsTable(comparison)),
    slices: card('Slices', 'accuracy; intervals and p-values corrected for the number of slices', slices),
    classes: card('Classes', ofClasses, classesTable(comparison)),
    details: html`${flipsCard(data)} ${confusionCard(data)}
      <div class="pair">${precisionRecallCard(data)} ${reliabilityCard(data)}</div>`,
  };
}

function scoredCards(data: ScoredReportData): Cards {
  const { comparison } = data;
  return {
    answers: undefined,
    metrics: metricsCard(comparison),
    slices: slicesCard(comparison),
    classes: classesCard(comparison),
    details: html`<div class="pair">${precisionRecallCard(data)} ${errorsCard(data)}</div>
      ${changedCard(data)}`,
  };
}

function nameSide({ name, commit }: ReportSide): Markup {
  const short = commit?.slice(0, 7);
  return short === undefined || name.startsWith(short) ? nameMarkup(name) : html`${nameMarkup(name)} <span class="muted">${short}</span>`;
}

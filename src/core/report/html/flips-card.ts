import { formatCount } from '../../metrics/format-share.ts';
import { cleanText } from '../clean-text.ts';
import type { Flip } from '../flips.ts';
import type { ReportData } from '../report-data.ts';
import { type Markup, html, nameMarkup } from './markup.ts';
import { card } from './sections.ts';

/** A gallery of the images that one model got right and the other wrong. */
export function flipsCard({ flips }: ReportData): Markup | undefined {
  const grids = [
    flipGrid('broken', 'Right before, wrong now; those first of which head is most certain', flips.breaks, flips.breakCount),
    flipGrid('fixed', 'Wrong before, right now; those first of which base was most certain', flips.fixes, flips.fixCount),
  ].filter((grid) => grid !== undefined);
  const aside = flips.otherCount === 0 ? '' : `${formatCount(flips.otherCount)} more are wrong in another way than before`;
  return grids.length === 0 ? undefined : card('Flipped images', aside, html`<div class="gallery">${grids}</div>`);
}

const titles = { broken: 'Broken', fixed: 'Fixed' } as const;

function flipGrid(kind: keyof typeof titles, explanation: string, flips: readonly Flip[], count: number): Markup | undefined {
  if (count === 0) {
    return undefined;
  }
  const shown = count > flips.length ? `, ${flips.length} of them shown` : '';
  return html`<div class="group" data-kind="${kind}">
    <h3>${titles[kind]}: ${formatCount(count)}</h3>
    <p class="muted">${explanation}${shown}.</p>
    <ul class="flips">
      ${flips.map(drawFlip)}
    </ul>
  </div>`;
}

function drawFlip(flip: Flip): Markup {
  const name = cleanText(flip.image);
  const truth = cleanText(flip.truth);
  const picture = flip.thumbnail === undefined ? html`no picture` : html`<img src="${flip.thumbnail}" alt="${name}, truth ${truth}" />`;
  return html`<li data-truth="${truth}">
    <div class="picture">${picture}</div>
    <dl>
      <div class="truth">
        <dt>truth</dt>
        <dd>${truth}</dd>
      </div>
      ${answerRow('base', flip.base, flip.truth)}${answerRow('head', flip.head, flip.truth)}
    </dl>
    <p class="file" title="${name}">${nameMarkup(flip.image.split('/').at(-1) ?? '')}</p>
  </li>`;
}

function answerRow(side: string, { label, confidence, ofTruth }: Flip['base'], truth: string): Markup {
  const right = label === truth;
  const scores = [
    ...(confidence === null ? [] : [formatScore(confidence)]),
    ...(right || ofTruth === undefined ? [] : [`truth ${formatScore(ofTruth)}`]),
  ];
  return html`<div>
    <dt>${side}</dt>
    <dd class="${right ? 'up' : 'down'}">${right ? '✓' : '✗'} ${cleanText(label)}</dd>
    <dd class="score">${scores.join(', ')}</dd>
  </div>`;
}

/** Scores need no decimals: a glance is all they get. */
function formatScore(score: number): string {
  return score >= 0 && score <= 1 ? `${Math.round(100 * score)} %` : String(Number(score.toPrecision(3)));
}

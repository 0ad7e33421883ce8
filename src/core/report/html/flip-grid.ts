import { formatCount } from '../../metrics/format-share.ts';
import { cleanText } from '../clean-text.ts';
import type { Flip } from '../flips.ts';
import { type Markup, html, nameMarkup } from './markup.ts';

/** Pictures of flipped images with the truth and both answers; nothing when there is none. */
export function flipGrid(title: string, explanation: string, flips: readonly Flip[], count: number): Markup | undefined {
  if (count === 0) {
    return undefined;
  }
  const shown = count > flips.length ? `, ${flips.length} of them shown` : '';
  return html`<div class="group">
    <h3>${title}: ${formatCount(count)}</h3>
    <p class="muted">${explanation}${shown}.</p>
    <ul class="flips">
      ${flips.map(drawFlip)}
    </ul>
  </div>`;
}

function drawFlip(flip: Flip): Markup {
  const name = cleanText(flip.image);
  const picture =
    flip.thumbnail === undefined
      ? html`no picture`
      : html`<img src="${flip.thumbnail}" alt="${name}, truth ${cleanText(flip.truth)}" loading="lazy" />`;
  return html`<li>
    <div class="picture">${picture}</div>
    <dl>
      <dt>truth</dt>
      <dd>${cleanText(flip.truth)}</dd>
      <dd></dd>
      ${answerRow('base', flip.base, flip.truth)}${answerRow('head', flip.head, flip.truth)}
      <dd class="file" title="${name}">${nameMarkup(flip.image.split('/').at(-1) ?? '')}</dd>
    </dl>
  </li>`;
}

function answerRow(side: string, { label, confidence }: Flip['base'], truth: string): Markup {
  const right = label === truth;
  return html`<dt>${side}</dt>
    <dd class="${right ? 'up' : 'down'}">${right ? '✓' : '✗'} ${cleanText(label)}</dd>
    <dd class="score">${formatConfidence(confidence)}</dd>`;
}

/** Confidences need no decimals: a glance is all they get. */
function formatConfidence(confidence: number | null): string {
  if (confidence === null) {
    return '';
  }
  return confidence >= 0 && confidence <= 1 ? `${Math.round(100 * confidence)} %` : String(Number(confidence.toPrecision(3)));
}

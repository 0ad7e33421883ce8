import { formatCount } from '../../metrics/format-share.ts';
import { cleanText } from '../clean-text.ts';
import { noClass } from '../data-text.ts';
import type { DataSection, ShownImage } from '../report-data.ts';
import { type Markup, html } from './markup.ts';

const titles = { added: 'Added', changed: 'Changed', removed: 'Removed' } as const;

/** Pictures of what was added, changed and removed, a sheet a class; a changed image before and after. */
export function contactSheets({ pictures, changes }: DataSection): Markup[] {
  return (['added', 'changed', 'removed'] as const).flatMap((what) => {
    const shown = pictures.filter((picture) => picture.what === what);
    const classes = [...Map.groupBy(shown, (picture) => picture.class)];
    return classes.length === 0
      ? []
      : [
          html`<div class="group">
            <h3>${titles[what]}: ${formatCount(changes[what].count)}</h3>
            <div class="sheets">
              ${classes.map(([name, images]) => sheet(name, images, changes.classes.find((one) => one.class === name)?.[what]))}
            </div>
          </div>`,
        ];
  });
}

function sheet(name: string | null, images: readonly ShownImage[], count = images.length): Markup {
  const some = count > images.length ? `${images.length} of ${formatCount(count)}` : formatCount(count);
  return html`<div class="sheet">
    <h4>${name === null ? noClass : cleanText(name)} <span class="muted">${some}</span></h4>
    <ul>
      ${images.map(tile)}
    </ul>
  </div>`;
}

function tile({ image, thumbnail, before }: ShownImage): Markup {
  const name = cleanText(image);
  const now = drawPicture(thumbnail, before === undefined ? name : `${name}, after`);
  const pair = before === undefined ? now : html`${drawPicture(before, `${name}, before`)}<span aria-hidden="true">→</span>${now}`;
  return html`<li title="${name}">${pair}</li>`;
}

function drawPicture(thumbnail: string | undefined, name: string): Markup {
  return thumbnail === undefined
    ? html`<span class="missing"><span class="hidden">${name}: </span>no picture</span>`
    : html`<img src="${thumbnail}" alt="${name}" />`;
}

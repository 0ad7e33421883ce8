import { formatCount } from '../../metrics/format-share.ts';
import { cleanText } from '../clean-text.ts';
import { noClass } from '../data-text.ts';
import type { DataSection, ShownImage } from '../report-data.ts';
import { type Markup, html } from './markup.ts';

const titles = { added: 'Added', changed: 'Changed', removed: 'Removed', relabelled: 'Labels changed' } as const;

/** Pictures of what was added, changed, removed and relabelled, a sheet a class or change of class; a changed image before and after. */
export function contactSheets({ pictures, changes }: DataSection): Markup[] {
  return (['added', 'changed', 'removed', 'relabelled'] as const).flatMap((what) => {
    const shown = pictures.filter((picture) => picture.what === what);
    const sheets = [...Map.groupBy(shown, titleOf)];
    return sheets.length === 0
      ? []
      : [
          html`<div class="group">
            <h3>${titles[what]}: ${formatCount(changes[what].count)}</h3>
            <div class="sheets">${sheets.map(([title, images]) => sheet(title, images, countOf(changes, images[0])))}</div>
          </div>`,
        ];
  });
}

function titleOf({ class: name, was }: ShownImage): string {
  const own = name === null ? noClass : cleanText(name);
  return was === undefined ? own : `${cleanText(was)} → ${own}`;
}

/** How many images there are of the kind of this one. */
function countOf({ classes, relabelled }: DataSection['changes'], image: ShownImage | undefined): number {
  if (image?.what === 'relabelled') {
    return relabelled.pairs.find((pair) => pair.old === image.was && pair.new === image.class)?.count ?? 0;
  }
  return classes.find((one) => one.class === image?.class)?.[image?.what ?? 'added'] ?? 0;
}

function sheet(title: string, images: readonly ShownImage[], count: number): Markup {
  const some = count > images.length ? `${images.length} of ${formatCount(count)}` : formatCount(images.length);
  return html`<div class="sheet">
    <h4>${title} <span class="muted">${some}</span></h4>
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

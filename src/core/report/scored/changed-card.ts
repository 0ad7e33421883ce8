import { formatCount } from '../../metrics/format-share.ts';
import type { StoredScored } from '../../metrics/stored-evaluation.ts';
import { cleanText } from '../clean-text.ts';
import { type Markup, html, nameMarkup } from '../html/markup.ts';
import { card } from '../html/sections.ts';
import { frame } from '../html/tables.ts';
import { type ChangedImage, findChangedImages } from '../objects/changed-images.ts';
import type { ScoredReportData } from '../report-data.ts';

const maxImages = 60;

/** The images on which one model errs more than the other, with pictures of the first, and what each said where answers are labels. */
export function changedCard({ base, head, pictures }: ScoredReportData): Markup | undefined {
  const { worse, better, worseCount, betterCount } = findChangedImages(base.evaluation, head.evaluation, maxImages);
  const labels = [labelsOf(base.evaluation), labelsOf(head.evaluation)] as const;
  const isLabels = head.evaluation.task === 'multi-label-classification';
  const header = [
    ...(pictures === undefined || pictures.size === 0 ? [] : [['', 'text'] as const]),
    ['Image', 'text'] as const,
    ...(isLabels ? ['Truth', 'Base said', 'Head says'] : []).map((text) => [text, 'text'] as const),
    ...[...(isLabels ? [] : ['Objects']), 'Missed', 'Wrong'].map((text) => [text, 'number'] as const),
  ];
  const row = ({ image, objects, ...sides }: ChangedImage): Markup =>
    html`<tr>
      ${pictures === undefined || pictures.size === 0 ? undefined : html`<td class="thumb">${drawPicture(image, pictures.get(image))}</td>`}
      <th scope="row">${nameMarkup(image)}</th>
      ${isLabels ? saidCells(image, labels) : html`<td class="number">${formatCount(objects)}</td>`}
      <td class="number">${sides.base.missed} → ${sides.head.missed}</td>
      <td class="number">${sides.base.wrong} → ${sides.head.wrong}</td>
    </tr>`;
  const list = (title: string, count: number, images: readonly ChangedImage[]): Markup | undefined =>
    count === 0
      ? undefined
      : html`<h3>${title}: ${formatCount(count)}${count > images.length ? `, the ${images.length} that changed most` : ''}</h3>
          ${frame(title, header, images.map(row), 'sortable')}`;
  const aside = isLabels
    ? 'labels that were missed, and wrong ones, base → head'
    : 'missed objects and wrong detections at an overlap of .5, base → head';
  const content = html`${list('More errors', worseCount, worse)}${list('Fewer errors', betterCount, better)}`;
  return card('Images that changed', aside, worseCount + betterCount === 0 ? undefined : content);
}

function drawPicture(image: string, thumbnail: string | undefined): Markup | undefined {
  return thumbnail === undefined ? undefined : html`<img src="${thumbnail}" alt="${cleanText(image)}" />`;
}

/** The labels of an image, and those that a model said; of other tasks none. */
type Labels = ReadonlyMap<string, { readonly truth: readonly string[]; readonly said: readonly string[] }>;

function labelsOf(side: StoredScored): Labels {
  if (side.task !== 'multi-label-classification') {
    return new Map();
  }
  const { classes, rows } = side;
  const named = (numbers: readonly number[] = []): string[] => numbers.map((of) => classes[of] ?? '');
  return new Map(rows.image.map((image, at) => [image, { truth: named(rows.truth[at]), said: named(rows.predicted[at]) }]));
}

/** Labels of the truth, and those that each model said: wrong ones are marked. */
function saidCells(image: string, [base, head]: readonly [Labels, Labels]): Markup {
  const truth = head.get(image)?.truth ?? [];
  const list = (names: readonly string[]): Markup[] =>
    names.map(
      (name) =>
        html`<span class="label ${truth.includes(name) ? '' : 'down'}">${truth.includes(name) ? '' : '✗ '}${cleanText(name)}</span> `,
    );
  return html`${[truth, base.get(image)?.said ?? [], head.get(image)?.said ?? []].map((names) => html`<td>${names.length === 0 ? html`<span class="muted">none</span>` : list(names)}</td>`)}`;
}

import type { ImageChanges } from '../../data-diff/image-changes-report.ts';
import { formatCount } from '../../metrics/format-share.ts';
import { classColumns, describePicture, firstOfEach, noClass, summarizeImages } from '../data-text.ts';
import { codeSpan } from './code-span.ts';
import { fold } from './parts.ts';
import { table } from './table.ts';

const shownOfEach = 5;
const mostImages = 40;

/** What changed in images and labels, and what nobody compares yet. */
export function dataSection(changes: ImageChanges | null, rows: number): string {
  const slot = 'Changes of single labels: not configured.';
  return changes === null ? `#### Data\n\nNo image and no label changed. ${slot}` : `${dataPart(changes, rows)}\n\n${slot}`;
}

/** What changed in images and labels: a table by class, and the images folded away. */
export function dataPart(changes: ImageChanges, rows: number): string {
  const { classes } = changes;
  const cells = classes.map((one) => [className(one.class), ...classColumns.map((column) => formatCount(one[column]))]);
  const header = ['Class', 'Before', 'After', 'Added', 'Removed', 'Changed', 'Labels gained', 'Labels lost'];
  const lists = imageLists(changes, Math.min(rows, mostImages));
  return [
    '#### Data',
    summarizeImages(changes),
    ...(cells.length === 0 ? [] : [table(header, cells, { rows })]),
    ...(lists.length === 0 ? [] : [fold('Images and labels', lists.join('\n\n'))]),
  ].join('\n\n');
}

function imageLists({ added, removed, changed, moved, relabelled }: ImageChanges, rows: number): readonly string[] {
  const sized = (images: ImageChanges['added']['images']): string[][] =>
    firstOfEach(images, shownOfEach).map((one) => [codeSpan(one.image), className(one.class), describePicture(one)]);
  const moves = firstOfEach(moved.images, shownOfEach).map((one) => [codeSpan(one.was), codeSpan(one.image)]);
  const changedCells = firstOfEach(changed.images, shownOfEach).map((one) => [
    codeSpan(one.image),
    className(one.class),
    describePicture(one.old),
    describePicture(one.new),
  ]);
  const pairs = relabelled.pairs.map((one) => [codeSpan(one.old), codeSpan(one.new), formatCount(one.count)]);
  const relabels = relabelled.images.map((one) => [codeSpan(one.image), codeSpan(one.old), codeSpan(one.new)]);
  const list = (title: string, count: number, header: readonly string[], cells: readonly string[][], textColumns: number): string[] => {
    const shown = cells.slice(0, rows);
    return count === 0 ? [] : [`**${title}: ${formatCount(count)}**`, table(header, shown, { rows, textColumns }), ...rest(count, shown)];
  };
  const labels = [`**Labels changed: ${formatCount(relabelled.count)}**`, table(['From', 'To', 'Images'], pairs, { rows, textColumns: 2 })];
  return [
    ...(relabelled.count === 0 ? [] : labels),
    ...list('Relabelled images', relabelled.count, ['Image', 'From', 'To'], relabels, 3),
    ...list('Added', added.count, ['Image', 'Class', 'Size'], sized(added.images), 2),
    ...list('Removed', removed.count, ['Image', 'Class', 'Size'], sized(removed.images), 2),
    ...list('Changed', changed.count, ['Image', 'Class', 'Before', 'After'], changedCells, 2),
    ...list('Moved', moved.count, ['From', 'To'], moves, 2),
  ];
}

function rest(count: number, shown: readonly unknown[]): string[] {
  return count > shown.length ? [`…and ${formatCount(count - shown.length)} more images.`] : [];
}

function className(name: string | null): string {
  return name === null ? noClass : codeSpan(name);
}

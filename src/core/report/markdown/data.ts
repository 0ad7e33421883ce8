import type { ImageChanges } from '../../data-diff/image-changes-report.ts';
import { formatCount } from '../../metrics/format-share.ts';
import { classColumns, describePicture, firstOfEach, noClass, summarizeImages } from '../data-text.ts';
import { codeSpan } from './code-span.ts';
import { fold } from './details.ts';
import { table } from './tables.ts';

const shownOfEach = 5;
const mostRelabelled = 30;

/** What changed in images and labels: a table by class, and the images folded away. */
export function dataPart(changes: ImageChanges): string {
  const { classes } = changes;
  const rows = classes.map((one) => [className(one.class), ...classColumns.map((column) => formatCount(one[column]))]);
  const header = ['Class', 'Before', 'After', 'Added', 'Removed', 'Changed', 'Labels gained', 'Labels lost'];
  const lists = imageLists(changes);
  return [
    '#### Data',
    summarizeImages(changes),
    ...(rows.length === 0 ? [] : [table(header, rows)]),
    ...(lists.length === 0 ? [] : [fold('Images and labels', lists.join('\n\n'))]),
  ].join('\n\n');
}

function imageLists({ added, removed, changed, moved, relabelled }: ImageChanges): readonly string[] {
  const sized = (images: ImageChanges['added']['images']): string[][] =>
    firstOfEach(images, shownOfEach).map((one) => [codeSpan(one.image), className(one.class), describePicture(one)]);
  const moves = firstOfEach(moved.images, shownOfEach).map((one) => [codeSpan(one.was), codeSpan(one.image)]);
  const changedRows = firstOfEach(changed.images, shownOfEach).map((one) => [
    codeSpan(one.image),
    className(one.class),
    describePicture(one.old),
    describePicture(one.new),
  ]);
  return [
    ...list(
      'Labels changed',
      relabelled.count,
      ['From', 'To', 'Images'],
      relabelled.pairs.map((one) => [codeSpan(one.old), codeSpan(one.new), formatCount(one.count)]),
      2,
    ),
    ...list(
      'Relabelled images',
      relabelled.count,
      ['Image', 'From', 'To'],
      relabelled.images.slice(0, mostRelabelled).map((one) => [codeSpan(one.image), codeSpan(one.old), codeSpan(one.new)]),
      3,
    ),
    ...list('Added', added.count, ['Image', 'Class', 'Size'], sized(added.images), 2),
    ...list('Removed', removed.count, ['Image', 'Class', 'Size'], sized(removed.images), 2),
    ...list('Changed', changed.count, ['Image', 'Class', 'Before', 'After'], changedRows, 2),
    ...list('Moved', moved.count, ['From', 'To'], moves, 2),
  ];
}

function list(
  title: string,
  count: number,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number,
): string[] {
  const cut = title !== 'Labels changed' && count > rows.length ? ', some of them' : '';
  return count === 0 ? [] : [`**${title}: ${formatCount(count)}**${cut}`, table(header, rows, textColumns)];
}

function className(name: string | null): string {
  return name === null ? noClass : codeSpan(name);
}

import type { ImageChanges, Picture } from '../data-diff/image-changes-report.ts';
import { formatCount, undefinedText } from '../metrics/format-share.ts';
import { formatPlainTable } from '../pipeline/metrics-text-table.ts';
import { formatBytes } from '../value/byte-count.ts';
import { cleanText } from './clean-text.ts';

/** What stands for the class of images that the labels don't name. */
export const noClass = '(none)';

/** Heads of the table of classes, after the class itself. */
export const classColumns = ['before', 'after', 'added', 'removed', 'changed', 'gained', 'lost'] as const;

/** What happened, in one line: `Images: 12 added (3.4 MB), 3 removed. Labels: 4 changed.` */
export function summarizeImages({ added, removed, changed, moved, relabelled }: ImageChanges): string {
  const parts = [
    [added.count, `added${inBrackets(added.bytes)}`],
    [removed.count, `removed${inBrackets(removed.bytes)}`],
    [changed.count, 'changed'],
    [moved.count, 'moved'],
  ] as const;
  const images = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  const said = [
    ...(images.length === 0 ? [] : [`Images: ${images.join(', ')}.`]),
    ...(relabelled.count === 0 ? [] : [`Labels: ${formatCount(relabelled.count)} changed.`]),
  ];
  return said.join(' ') || 'No image and no label changed.';
}

function inBrackets(bytes: number | null): string {
  return bytes === null ? '' : ` (${formatBytes(bytes)})`;
}

/** What is known of an image's size: `640 × 480, 31 kB`. */
export function describePicture({ bytes, width, height }: Picture): string {
  const parts = [width === null || height === null ? '' : `${width} × ${height}`, bytes === null ? '' : formatBytes(bytes)];
  return parts.filter((part) => part !== '').join(', ') || undefinedText;
}

/** Images in order with those left out beyond so many of each class. */
export function firstOfEach<Item extends { readonly class: string | null }>(images: readonly Item[], limit: number): readonly Item[] {
  const seen = new Map<string | null, number>();
  return images.filter((image) => {
    const before = seen.get(image.class) ?? 0;
    seen.set(image.class, before + 1);
    return before < limit;
  });
}

const shownOfEach = 5;
const mostLines = 60;

/** What changed in images and labels, for a terminal. */
export function renderImageChanges(changes: ImageChanges): string {
  const { classes, added, removed, changed, moved, relabelled } = changes;
  const rows = classes.map((one) => [name(one.class), ...classColumns.map((column) => formatCount(one[column]))]);
  const line = (one: (typeof added.images)[number]): string => `${cleanText(one.image)}  ${name(one.class)}  ${describePicture(one)}`;
  return [
    `${summarizeImages(changes)}\n`,
    rows.length === 0 ? '' : `\n${formatPlainTable({ headers: ['class', ...classColumns], rows: rows.slice(0, mostLines) })}`,
    block(
      'Labels',
      relabelled.pairs.map((pair) => `${name(pair.old)} -> ${name(pair.new)}: ${formatCount(pair.count)}`),
      relabelled.pairs.length,
    ),
    block(
      'Relabelled',
      relabelled.images.map((one) => `${cleanText(one.image)}  ${name(one.old)} -> ${name(one.new)}`),
      relabelled.count,
      shownOfEach,
    ),
    block('Added', firstOfEach(added.images, shownOfEach).map(line), added.count),
    block('Removed', firstOfEach(removed.images, shownOfEach).map(line), removed.count),
    block(
      'Changed',
      firstOfEach(changed.images, shownOfEach).map(
        (one) => `${cleanText(one.image)}  ${name(one.class)}  ${describePicture(one.old)} -> ${describePicture(one.new)}`,
      ),
      changed.count,
    ),
    block(
      'Moved',
      firstOfEach(moved.images, shownOfEach).map((one) => `${cleanText(one.was)} -> ${cleanText(one.image)}`),
      moved.count,
    ),
  ].join('');
}

function name(text: string | null): string {
  return text === null ? noClass : cleanText(text);
}

function block(title: string, lines: readonly string[], count: number, limit = mostLines): string {
  const shown = lines.slice(0, limit);
  const more = count > shown.length ? [`and ${formatCount(count - shown.length)} more`] : [];
  return count === 0 ? '' : `\n${title}:\n${[...shown, ...more].map((line) => `    ${line}\n`).join('')}`;
}

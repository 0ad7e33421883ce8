import pMap from 'p-map';
import { hasImageChanges } from '../core/data-diff/image-changes-report.ts';
import { findObject, type ImageVersion, type Relabelled } from '../core/data-diff/image-changes.ts';
import type { ImageReader } from '../core/ports.ts';
import type { DataSection, ShownImage } from '../core/report/report-data.ts';
import { type ImageDiff, type ImageDiffPorts, imageDiff } from './image-diff.ts';
import { workspaceName } from './revisions.ts';
import { thumbnailOf } from './thumbnail.ts';

/** What the section needs from the outside. */
export interface DataSectionPorts extends ImageDiffPorts {
  readonly images: Pick<ImageReader, 'size' | 'concurrency' | 'thumbnail'>;
}

const picturesOfClass = 8;
const picturesOfKind = 48;

/** A picture to draw, and the file that it is drawn from; a relabelled image that nobody has a file of has none. */
interface Chosen extends Omit<ShownImage, 'thumbnail' | 'before'> {
  readonly file: string | undefined;
  readonly earlier?: string | undefined;
}

/** What changed in images and labels between two revisions, with pictures of some; undefined when nothing did. */
export async function dataSection(ports: DataSectionPorts, older: string, newer: string): Promise<DataSection | undefined> {
  const diff = await imageDiff(ports, older, newer);
  const { changes, found } = diff;
  if (!hasImageChanges(changes)) {
    return undefined;
  }
  const { workspace, transfers } = ports;
  const fileOf = ({ object, image }: ImageVersion): string => transfers.locate(object) ?? `${workspace.root}/${image}`;
  const choose = (what: ShownImage['what'], versions: readonly ImageVersion[]): Chosen[] =>
    firstOf(versions, ({ class: name }) => name).map((one) => ({ image: one.image, class: one.class, what, file: fileOf(one) }));
  const changed = firstOf(found.changed, (pair) => pair.new.class).map((pair): Chosen => ({
    image: pair.new.image,
    class: pair.new.class,
    what: 'changed',
    file: fileOf(pair.new),
    earlier: transfers.locate(pair.old.object),
  }));
  const chosen = [
    ...choose('added', found.added),
    ...changed,
    ...choose('removed', found.removed),
    ...chooseRelabelled(ports, diff, newer),
  ];
  return { changes, pictures: await pMap(chosen, (one) => draw(ports, one), { concurrency: ports.images.concurrency }) };
}

/** Images of the most frequent changes of labels first. */
function chooseRelabelled({ workspace, transfers }: DataSectionPorts, { found, newer }: ImageDiff, revision: string): Chosen[] {
  const sizes = Map.groupBy(found.relabelled, pairOf);
  const byFrequency = found.relabelled.toSorted((a, b) => (sizes.get(pairOf(b))?.length ?? 0) - (sizes.get(pairOf(a))?.length ?? 0));
  return firstOf(byFrequency, pairOf).map(({ image, old, new: now }) => {
    const object = findObject(newer, image);
    const cached = object && transfers.locate(object);
    return { image, class: now, was: old, what: 'relabelled', file: revision === workspaceName ? `${workspace.root}/${image}` : cached };
  });
}

function pairOf(one: Relabelled): string {
  return JSON.stringify([one.old, one.new]);
}

/** Some of each group, and not too many together. */
function firstOf<Item>(items: readonly Item[], groupOf: (item: Item) => string | null): Item[] {
  return [...Map.groupBy(items, groupOf).values()].flatMap((group) => group.slice(0, picturesOfClass)).slice(0, picturesOfKind);
}

async function draw({ images }: DataSectionPorts, { file, earlier, ...shown }: Chosen): Promise<ShownImage> {
  const thumbnail = file === undefined ? undefined : await thumbnailOf(images, file);
  const before = earlier === undefined ? undefined : await thumbnailOf(images, earlier);
  return { ...shown, ...(thumbnail === undefined ? {} : { thumbnail }), ...(before === undefined ? {} : { before }) };
}

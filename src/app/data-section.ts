import pMap from 'p-map';
import { hasImageChanges } from '../core/data-diff/image-changes-report.ts';
import type { ImageVersion } from '../core/data-diff/image-changes.ts';
import type { ImageReader } from '../core/ports.ts';
import { firstOfEach } from '../core/report/data-text.ts';
import type { DataSection, ShownImage } from '../core/report/report-data.ts';
import { type ImageDiffPorts, imageDiff } from './image-diff.ts';
import { thumbnailOf } from './thumbnail.ts';

/** What the section needs from the outside. */
export interface DataSectionPorts extends ImageDiffPorts {
  readonly images: Pick<ImageReader, 'size' | 'concurrency' | 'thumbnail'>;
}

const picturesOfClass = 8;
const picturesOfKind = 48;

/** What changed in images and labels between two revisions, with pictures of some; undefined when nothing did. */
export async function dataSection(ports: DataSectionPorts, older: string, newer: string): Promise<DataSection | undefined> {
  const { changes, found } = await imageDiff(ports, older, newer);
  if (!hasImageChanges(changes)) {
    return undefined;
  }
  const shown = [
    ...choose('added', found.added),
    ...choose(
      'changed',
      found.changed.map((pair) => pair.new),
    ),
    ...choose('removed', found.removed),
  ];
  const earlier = new Map(found.changed.map((pair) => [pair.new, pair.old]));
  const draw = async ({ what, version }: (typeof shown)[number]): Promise<ShownImage> => {
    const file = ports.transfers.locate(version.object) ?? `${ports.workspace.root}/${version.image}`;
    const thumbnail = await thumbnailOf(ports.images, file);
    const old = earlier.get(version);
    const oldFile = old && ports.transfers.locate(old.object);
    const before = oldFile === undefined ? undefined : await thumbnailOf(ports.images, oldFile);
    const pictures = { ...(thumbnail === undefined ? {} : { thumbnail }), ...(before === undefined ? {} : { before }) };
    return { image: version.image, class: version.class, what, ...pictures };
  };
  return { changes, pictures: await pMap(shown, draw, { concurrency: ports.images.concurrency }) };
}

function choose(
  what: ShownImage['what'],
  versions: readonly ImageVersion[],
): readonly { readonly what: ShownImage['what']; readonly version: ImageVersion }[] {
  return firstOfEach(versions, picturesOfClass)
    .slice(0, picturesOfKind)
    .map((version) => ({ what, version }));
}

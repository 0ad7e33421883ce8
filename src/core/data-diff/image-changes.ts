import { baseName, parentOf } from '../data/root-path.ts';
import type { ObjectId } from '../data/object-key.ts';
import { isImageName } from '../labels/folder-labels.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import { type DataChange, findRenames, toChange } from './data-changes.ts';
import { pairData } from './pair-data.ts';
import type { TrackedData } from './tracked-data.ts';

/** One side of a comparison of images. */
export interface ImageSide {
  readonly data: readonly TrackedData[];
  /** Classes by image, of all labelled images; undefined where no spec names labels: then the folder of an image is its class. */
  readonly labels: ReadonlyMap<string, string> | undefined;
}

/** An image on one side. Its class is null when the labels don't name it. */
export interface ImageVersion {
  readonly image: string;
  readonly class: string | null;
  readonly object: ObjectId;
}

/** An image on both sides: with other content, or moved. */
export interface ImagePair {
  readonly old: ImageVersion;
  readonly new: ImageVersion;
}

/** An image that was given another class; `was` is its earlier path where it moved. */
export interface Relabelled {
  readonly image: string;
  readonly was?: string;
  readonly old: string;
  readonly new: string;
}

/** What happened to the images of one class. */
export interface ClassChanges {
  /** Null for images that the labels don't name. */
  readonly class: string | null;
  readonly before: number;
  readonly after: number;
  readonly added: number;
  readonly removed: number;
  /** Other content at the same path. */
  readonly changed: number;
  /** Images that came from another class, and that went to one. */
  readonly gained: number;
  readonly lost: number;
}

/** How images and labels differ between two sides; images by path. */
export interface FoundImageChanges {
  /** Those classes in which anything happened, by name. */
  readonly classes: readonly ClassChanges[];
  readonly added: readonly ImageVersion[];
  readonly removed: readonly ImageVersion[];
  readonly changed: readonly ImagePair[];
  readonly moved: readonly ImagePair[];
  readonly relabelled: readonly Relabelled[];
}

type Tally = Record<Exclude<keyof ClassChanges, 'class'>, number>;

/** Compares the tracked images of two sides, and the classes of all that both label. */
export function findImageChanges(old: ImageSide, now: ImageSide): FoundImageChanges {
  const found = { added: [] as ImageVersion[], removed: [] as ImageVersion[], changed: [] as ImagePair[], moved: [] as ImagePair[] };
  for (const change of findRenames(changesOf(old, now))) {
    const [before, after] = [versionOf(old, change.old), versionOf(now, change.new)];
    if (before !== undefined && after !== undefined && change.type !== 'unknown') {
      (change.type === 'renamed' ? found.moved : found.changed).push({ old: before, new: after });
    } else if (change.type === 'added' && after !== undefined) {
      found.added.push(after);
    } else if (change.type === 'deleted' && before !== undefined) {
      found.removed.push(before);
    }
  }
  const moved = found.moved.flatMap(({ old, new: now }) =>
    old.class === null || now.class === null || old.class === now.class
      ? []
      : [{ image: now.image, was: old.image, old: old.class, new: now.class }],
  );
  const relabelled = byImage([...moved, ...relabelledInPlace(old, now)], ({ image }) => image);
  const sorted = {
    added: byImage(found.added, ({ image }) => image),
    removed: byImage(found.removed, ({ image }) => image),
    changed: byImage(found.changed, (pair) => pair.new.image),
    moved: byImage(found.moved, (pair) => pair.new.image),
  };
  return { ...sorted, relabelled, classes: countByClass(old, now, { ...sorted, relabelled }) };
}

function byImage<Item>(items: readonly Item[], imageOf: (item: Item) => string): readonly Item[] {
  return items.toSorted((a, b) => compareCodePoints(imageOf(a), imageOf(b)));
}

function* changesOf(old: ImageSide, now: ImageSide): Generator<DataChange> {
  for (const pair of pairData(old.data, now.data, { withSame: false, shallow: false })) {
    const path = (pair.new ?? pair.old)?.path ?? '';
    const change = isImageName(baseName(path)) ? toChange(pair, 'content') : undefined;
    if (change !== undefined && change.type !== 'unchanged') {
      yield change;
    }
  }
}

function versionOf(side: ImageSide, entry: DataChange['old']): ImageVersion | undefined {
  const { path, object, isFolder } = entry ?? { path: '', object: undefined, isFolder: false };
  return object === undefined || isFolder ? undefined : { image: path, class: classOf(side, path), object };
}

function classOf({ labels }: ImageSide, image: string): string | null {
  if (labels !== undefined) {
    return labels.get(image) ?? null;
  }
  const folder = parentOf(image);
  return folder === '.' ? null : baseName(folder);
}

/** The object of an image, where a side tracks it. */
export function findObject(data: ImageSide['data'], image: string): ObjectId | undefined {
  for (const { path, isFolder, files, object } of data) {
    if (!isFolder && path === image) {
      return object;
    }
    if (isFolder && files !== 'unknown' && image.startsWith(`${path}/`)) {
      const relpath = image.slice(path.length + 1);
      const entry = files.find((one) => one.relpath === relpath);
      if (entry !== undefined) {
        return { md5: entry.md5, hash: object?.hash ?? 'md5' };
      }
    }
  }
  return undefined;
}

function relabelledInPlace(old: ImageSide, now: ImageSide): readonly Relabelled[] {
  return [...(old.labels ?? [])].flatMap(([image, before]) => {
    const after = now.labels?.get(image);
    return after === undefined || after === before ? [] : [{ image, old: before, new: after }];
  });
}

function countByClass(old: ImageSide, now: ImageSide, found: Omit<FoundImageChanges, 'classes'>): readonly ClassChanges[] {
  const tallies = new Map<string | null, Tally>();
  const count = (name: string | null, what: keyof Tally): void => {
    const tally = tallies.get(name) ?? { before: 0, after: 0, added: 0, removed: 0, changed: 0, gained: 0, lost: 0 };
    tally[what] += 1;
    tallies.set(name, tally);
  };
  for (const [side, what] of [
    [old, 'before'],
    [now, 'after'],
  ] as const) {
    for (const name of classesOf(side)) {
      count(name, what);
    }
  }
  found.added.forEach((one) => count(one.class, 'added'));
  found.removed.forEach((one) => count(one.class, 'removed'));
  found.changed.forEach((pair) => count(pair.new.class, 'changed'));
  for (const one of found.relabelled) {
    count(one.old, 'lost');
    count(one.new, 'gained');
  }
  return [...tallies]
    .filter(([, tally]) => tally.before !== tally.after || tally.added + tally.removed + tally.changed + tally.gained + tally.lost > 0)
    .map(([name, tally]) => ({ class: name, ...tally }))
    .toSorted((a, b) => Number(a.class === null) - Number(b.class === null) || compareCodePoints(a.class ?? '', b.class ?? ''));
}

/** The class of each labelled image; without labels of each tracked one. */
function* classesOf(side: ImageSide): Generator<string | null> {
  if (side.labels !== undefined) {
    yield* side.labels.values();
    return;
  }
  for (const { path, isFolder, files } of side.data) {
    const paths = isFolder ? (files === 'unknown' ? [] : files).map(({ relpath }) => `${path}/${relpath}`) : [path];
    for (const image of paths) {
      if (isImageName(baseName(image))) {
        yield classOf(side, image);
      }
    }
  }
}

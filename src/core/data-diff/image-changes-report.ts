import { z } from 'zod';
import type { DeepReadonly } from '../value/deep-readonly.ts';
import type { ClassChanges, FoundImageChanges, ImageVersion } from './image-changes.ts';

const count = z.int().min(0);
const text = z.string().max(4096);
const name = text.nullable();

/** What is known of an image's bytes: null where the cache has none, pixels also where nobody looked. */
const picture = z.strictObject({ bytes: count.nullable(), width: count.nullable(), height: count.nullable() });
const sized = picture.extend({ image: text, class: name });
const sizedList = z.strictObject({ count, bytes: count.nullable(), images: z.array(sized) });

/** How images and labels differ between two revisions: what `diff --images --json` writes and the report shows. */
export const imageChangesSchema = z.strictObject({
  version: z.literal(1),
  classes: z.array(
    z.strictObject({ class: name, before: count, after: count, added: count, removed: count, changed: count, gained: count, lost: count }),
  ),
  added: sizedList,
  removed: sizedList,
  changed: z.strictObject({
    count,
    images: z.array(z.strictObject({ image: text, class: name, old: picture, new: picture })),
  }),
  moved: z.strictObject({ count, images: z.array(z.strictObject({ image: text, was: text, class: name })) }),
  relabelled: z.strictObject({
    count,
    pairs: z.array(z.strictObject({ old: text, new: text, count })),
    images: z.array(z.strictObject({ image: text, was: text.optional(), old: text, new: text })),
  }),
});

/** What `diff --images --json` writes. */
export type ImageChanges = DeepReadonly<z.infer<typeof imageChangesSchema>>;

/** What is known of an image's bytes. */
export type Picture = z.infer<typeof picture>;

/** An image with its class and what is known of its bytes. */
export type SizedImage = z.infer<typeof sized>;

/** Looks at the bytes of an image. */
export type Measure = (version: ImageVersion) => Picture;

/** The value that is written and shown, from what was found and what is known of the bytes. */
export function describeImageChanges(found: FoundImageChanges, measure: Measure): ImageChanges {
  const size = (version: ImageVersion): SizedImage => ({ image: version.image, class: version.class, ...measure(version) });
  const pairs = Map.groupBy(found.relabelled, (one) => JSON.stringify([one.old, one.new]));
  return {
    version: 1,
    classes: found.classes.map((one): ClassChanges => ({ ...one })),
    added: sumUp(found.added.map(size)),
    removed: sumUp(found.removed.map(size)),
    changed: {
      count: found.changed.length,
      images: found.changed.map((pair) => ({
        image: pair.new.image,
        class: pair.new.class,
        old: measure(pair.old),
        new: measure(pair.new),
      })),
    },
    moved: {
      count: found.moved.length,
      images: found.moved.map((pair) => ({ image: pair.new.image, was: pair.old.image, class: pair.new.class })),
    },
    relabelled: {
      count: found.relabelled.length,
      pairs: [...pairs.values()]
        .flatMap((group) => (group[0] === undefined ? [] : [{ old: group[0].old, new: group[0].new, count: group.length }]))
        .toSorted((a, b) => b.count - a.count),
      images: found.relabelled.map((one) => ({ ...one })),
    },
  };
}

/** The sum of bytes is null where one of them isn't known. */
function sumUp(images: SizedImage[]): ImageChanges['added'] {
  const bytes = images.reduce<number | null>((sum, one) => (sum === null || one.bytes === null ? null : sum + one.bytes), 0);
  return { count: images.length, bytes, images };
}

/** Whether any image or label changed. */
export function hasImageChanges({ added, removed, changed, moved, relabelled, classes }: ImageChanges): boolean {
  return added.count + removed.count + changed.count + moved.count + relabelled.count + classes.length > 0;
}

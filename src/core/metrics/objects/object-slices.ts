import type { ObjectTruth } from '../../labels/object-truth.ts';
import type { ScoredSlice } from '../scored-model.ts';
import type { ImageFacts, MeasuredFacts } from '../slices/image-facts.ts';
import { sliceColumns } from '../slices/slice-column.ts';
import type { SliceSpec } from '../slices/slice-spec.ts';

/** Images that are judged apart, or all images and one class. */
export interface ObjectSlice extends ScoredSlice {
  readonly column: string;
  readonly value: string;
}

/** The slices of a test set, and by column the value that each image has. */
export interface ObjectSlices {
  readonly slices: readonly ObjectSlice[];
  readonly metadata: Readonly<Record<string, string[]>>;
}

/**
 * Slices of a test set of objects. A slice by class is all images, judged by that class, where there are such objects; `label` of an expression are the names
 * of an image's classes with commas between. Throws as `sliceColumns` does.
 */
export function sliceObjects(
  truth: ObjectTruth,
  names: readonly string[],
  specs: readonly SliceSpec[],
  measured: ReadonlyMap<string, MeasuredFacts> = new Map(),
): ObjectSlices {
  const holders = holdersOf(truth);
  const columns = sliceColumns(
    factsOf(truth, names, holders, measured),
    specs.filter((spec) => !isClass(spec)),
  );
  const byValue = columns.flatMap(({ column, values, slices }) =>
    slices.map((value): ObjectSlice => ({ column, value, images: numbersWhere(values, (one) => one === value) })),
  );
  const byClass = truth.classNames.map((value, of): ObjectSlice => ({
    column: 'class',
    value,
    images: holders[of] ?? new Int32Array(),
    of,
  }));
  return {
    slices: [...(specs.some(isClass) ? byClass.filter(({ images }) => images.length > 0) : []), ...byValue],
    metadata: Object.fromEntries(columns.map(({ column, values }) => [column, [...values]])),
  };
}

function isClass(spec: SliceSpec): boolean {
  return typeof spec === 'object' && 'class' in spec;
}

/** A slice by its name; classes are slices also where the spec asks for none. */
export function findSlice(truth: ObjectTruth, slices: readonly ObjectSlice[], column: string, value: string): ScoredSlice | undefined {
  const of = truth.classNames.indexOf(value);
  const asClass = column === 'class' && of >= 0 ? { images: holdersOf(truth)[of] ?? new Int32Array(), of } : undefined;
  return slices.find((slice) => slice.column === column && slice.value === value) ?? asClass;
}

/** By class, the images that hold an object of it, crowds aside. */
export function holdersOf({ classNames, objects }: ObjectTruth): Int32Array[] {
  const holders = classNames.map(() => new Set<number>());
  objects.of.forEach((of, at) => {
    if (objects.crowd[at] !== 1) {
      holders[of]?.add(objects.image[at] ?? 0);
    }
  });
  return holders.map((images) => Int32Array.from(images).toSorted());
}

function factsOf(
  { imageWidths, imageHeights, imageMetadata, classNames }: ObjectTruth,
  names: readonly string[],
  holders: readonly Int32Array[],
  measured: ReadonlyMap<string, MeasuredFacts>,
): ImageFacts[] {
  const labels: string[][] = names.map(() => []);
  holders.forEach((images, of) => images.forEach((image) => labels[image]?.push(classNames[of] ?? '')));
  return names.map((image, at) => {
    const [width, height] = [imageWidths[at] ?? 0, imageHeights[at] ?? 0];
    const facts = measured.get(image);
    const size = width > 0 && height > 0 ? { width, height } : facts?.size;
    return { image, label: labels[at]?.join(',') ?? '', metadata: imageMetadata[at] ?? {}, size, brightness: facts?.brightness };
  });
}

function numbersWhere(values: readonly string[], wanted: (value: string) => boolean): Int32Array {
  return Int32Array.from(values.flatMap((value, at) => (wanted(value) ? [at] : [])));
}

import { SightlineError } from '../errors.ts';
import { labelProblem, maxClasses } from './dataset-builder.ts';
import type { ObjectTruth } from './object-truth.ts';
import { type YoloFile, readYoloObjects } from './yolo-objects.ts';

/** The images of a test set that is labelled by YOLO text, and the text of those that have one. */
export interface YoloLabels {
  /** By number: the path from the folder of images, and the size in pixels. */
  readonly images: readonly { readonly file: string; readonly width: number; readonly height: number }[];
  readonly files: readonly YoloFile[];
  readonly classNames: readonly string[];
}

/** Reads the objects of YOLO labels. An image without text has none. Throws `labels-invalid` with file and line. */
export function readYoloTruth({ images, files, classNames }: YoloLabels, kind: 'boxes' | 'masks'): ObjectTruth {
  const { scores, ...objects } = readYoloObjects(files, { classes: classNames.length, kind, last: 'none', code: 'labels-invalid' });
  return {
    imageIds: Float64Array.from(images, (_, at) => at),
    imageFiles: images.map(({ file }) => file),
    imageWidths: Int32Array.from(images, ({ width }) => width),
    imageHeights: Int32Array.from(images, ({ height }) => height),
    imageMetadata: images.map(() => ({})),
    classIds: Float64Array.from(classNames, (_, at) => at),
    classNames,
    objects: { ...objects, crowd: new Uint8Array(scores.length) },
    ids: Float64Array.from(scores, (_, at) => at + 1),
  };
}

/** The names in a `classes.txt`: a line a class, the first is class 0. Throws `labels-invalid`. */
export function readClassNames(text: string, file: string): string[] {
  const names = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
  for (const [at, name] of names.entries()) {
    const problem = labelProblem(name) ?? (names.indexOf(name) < at ? 'stands twice' : undefined);
    if (problem !== undefined) {
      throw new SightlineError('labels-invalid', `the class ${JSON.stringify(name.slice(0, 100))} ${problem}`, {
        place: { file, line: at + 1 },
      });
    }
  }
  if (names.length > maxClasses) {
    throw new SightlineError('labels-invalid', `more than ${maxClasses} classes`, { place: { file } });
  }
  return names;
}

import { SightlineError } from '../errors.ts';
import type { PredictionTable } from '../predictions/prediction-table.ts';

/** An image of a test set, with whatever its labels say. */
interface Labelled {
  readonly image: string;
}

/** An image with its truth, and the row of the predictions that is about it. */
export interface JoinedImage<Image extends Labelled> {
  readonly truth: Image;
  readonly row: number;
}

/** The test set without the images that the predictions name as skipped, if that is allowed. */
export function withoutSkipped<Image extends Labelled>(
  images: readonly Image[],
  predictions: Pick<PredictionTable, 'skipped'>,
  maySkip: boolean,
  file: string,
): readonly Image[] {
  const skipped = new Set(predictions.skipped);
  if (skipped.size > 0 && !maySkip) {
    refuseAny(
      [...skipped],
      'skipped by the model',
      file,
      'Mend the images, or let data.badImages in sightline.yaml say skip; a comparison goes by that of base.',
    );
  }
  return images.filter(({ image }) => !skipped.has(image));
}

/**
 * Pairs each image of the test set with its prediction, sorted by image.
 * Throws `prediction-mismatch` when an image is missing, predicted twice, labelled twice, or not in the test set.
 */
export function joinPredictions<Image extends Labelled>(
  images: readonly Image[],
  predictions: Pick<PredictionTable, 'images'>,
  file: string,
): JoinedImage<Image>[] {
  refuseAny(findRepeated(images.map(({ image }) => image)), 'labelled more than once in the test set', file);
  refuseAny(findRepeated(predictions.images), 'predicted more than once', file);
  const rows = new Map(predictions.images.map((image, row) => [image, row]));
  const known = new Set(images.map(({ image }) => image));
  const missing = images.filter(({ image }) => !rows.has(image)).map(({ image }) => image);
  const extra = predictions.images.filter((image) => !known.has(image));
  refuseAny(missing, 'of the test set without a prediction', file, prefixHint(missing, extra));
  refuseAny(extra, 'predicted but not in the test set', file);
  return images.toSorted((a, b) => compareText(a.image, b.image)).map((truth) => ({ truth, row: rows.get(truth.image) ?? -1 }));
}

/** Where predictions name the same images without the folder. */
function prefixHint(missing: readonly string[], extra: readonly string[]): string | undefined {
  const unknown = new Set(extra);
  for (const image of missing) {
    for (let cut = image.indexOf('/'); cut !== -1; cut = image.indexOf('/', cut + 1)) {
      const short = image.slice(cut + 1);
      if (unknown.has(short)) {
        return `Name images as the test set does, with the folder: ${JSON.stringify(image)} instead of ${JSON.stringify(short)}.`;
      }
    }
  }
  return undefined;
}

const shown = 10;

function refuseAny(images: readonly string[], what: string, file: string, hint?: string): void {
  if (images.length === 0) {
    return;
  }
  const names = images.slice(0, shown).map((image) => JSON.stringify(image.slice(0, 200)));
  const more = images.length > shown ? ` and ${images.length - shown} more` : '';
  const noun = images.length === 1 ? 'image is' : 'images are';
  throw new SightlineError('prediction-mismatch', `${images.length} ${noun} ${what}: ${names.join(', ')}${more}`, {
    place: { file },
    ...(hint === undefined ? {} : { hint }),
  });
}

function findRepeated(images: readonly string[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const image of images) {
    (seen.has(image) ? repeated : seen).add(image);
  }
  return [...repeated];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { SightlineError } from '../errors.ts';
import { firstTen } from '../labels/first-ten.ts';
import { type ObjectTruth, numberIds } from '../labels/object-truth.ts';
import { boxProblem } from '../metrics/detection/box-problem.ts';
import type { DetectionColumns } from '../metrics/detection/detection-set.ts';
import { readObjectMask } from '../metrics/detection/read-object-mask.ts';
import { type Rle, maskArea, maskBox } from '../metrics/detection/rle.ts';

/** More detections than this are not judged at once. */
const maxDetections = 50_000_000;

/** One entry of a COCO results file, before it is checked. */
interface CocoResult {
  readonly image_id?: unknown;
  readonly category_id?: unknown;
  readonly score?: unknown;
  readonly bbox?: unknown;
  readonly segmentation?: unknown;
}

/** What a model found, and how much of it was of categories that the truth doesn't list, and is left out. */
export interface CocoResults {
  readonly detections: DetectionColumns;
  readonly outsideCategories: number;
}

/**
 * Reads COCO results against the labels that they are judged by. Sizes are those of the boxes where results have boxes, else of the
 * masks, as pycocotools has it. Throws `bad-predictions` for an entry that is none, a score that isn't finite and a negative side,
 * `prediction-mismatch` for images that the labels don't list. An empty list is one: nothing was found.
 */
export function readCocoResults(json: unknown, truth: ObjectTruth, file: string, kind: 'boxes' | 'masks'): CocoResults {
  if (!Array.isArray(json) || json.length > maxDetections) {
    throw refuse(file, Array.isArray(json) ? `more than ${maxDetections} detections` : 'COCO results are a list of detections');
  }
  const images = numberIds(truth.imageIds);
  refuseUnknownImages(json, images, file);
  const classes = numberIds(truth.classIds);
  const kept = (json as readonly CocoResult[]).filter(({ category_id: id }) => !isInteger(id) || classes.has(id));
  const hasBoxes = Array.isArray((json[0] as CocoResult | undefined)?.bbox);
  const columns = makeColumns(kept.length);
  const masks: Rle[] = [];
  for (const [at, one] of kept.entries()) {
    const image = images.get(one.image_id as number) ?? 0;
    const mask = kind === 'masks' ? readObjectMask(one.segmentation, sizeOf(truth, image)) : undefined;
    const box = hasBoxes || typeof mask !== 'object' ? one.bbox : maskBox(mask);
    const problem = fieldProblem(one) ?? (typeof mask === 'string' ? mask : boxProblem(box));
    if (problem !== undefined) {
      throw refuse(file, `detection ${json.indexOf(one)} (image ${String(one.image_id)}): ${problem}`);
    }
    columns.image[at] = image;
    columns.of[at] = classes.get(one.category_id as number) ?? 0;
    columns.scores[at] = one.score as number;
    columns.areas[at] = setBox(columns.boxes, at * 4, box as readonly number[]);
    if (typeof mask === 'object') {
      columns.areas[at] = hasBoxes ? columns.areas[at] : maskArea(mask);
      masks.push(mask);
    }
  }
  return { detections: kind === 'masks' ? { ...columns, masks } : columns, outsideCategories: json.length - kept.length };
}

function makeColumns(count: number): Omit<DetectionColumns, 'masks'> {
  const numbers = (each: number): Float64Array => new Float64Array(count * each);
  return { image: new Int32Array(count), of: new Int32Array(count), boxes: numbers(4), areas: numbers(1), scores: numbers(1) };
}

/** Answers the area. */
function setBox(boxes: Float64Array, at: number, [left = 0, top = 0, width = 0, height = 0]: readonly number[]): number {
  boxes[at] = left;
  boxes[at + 1] = top;
  boxes[at + 2] = width;
  boxes[at + 3] = height;
  return width * height;
}

function sizeOf({ imageWidths, imageHeights }: ObjectTruth, image: number): { readonly width: number; readonly height: number } {
  return { width: imageWidths[image] ?? 0, height: imageHeights[image] ?? 0 };
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function fieldProblem({ category_id: category, score }: CocoResult): string | undefined {
  if (!isInteger(category)) {
    return 'category_id must be a whole number';
  }
  return Number.isFinite(score)
    ? undefined
    : `score must be a finite number, not ${typeof score === 'number' ? 'an infinite one' : (JSON.stringify(score) ?? 'missing')}`;
}

function refuseUnknownImages(json: readonly unknown[], images: ReadonlyMap<number, number>, file: string): void {
  const unknown = new Set<number>();
  for (const [at, one] of json.entries()) {
    const id = typeof one === 'object' && one !== null ? (one as CocoResult).image_id : undefined;
    if (!isInteger(id)) {
      throw refuse(file, `detection ${at}: image_id must be a whole number`);
    }
    if (!images.has(id)) {
      unknown.add(id);
    }
  }
  if (unknown.size > 0) {
    throw new SightlineError('prediction-mismatch', `${unknown.size} image_id are not in the test set: ${firstTen([...unknown])}`, {
      place: { file },
    });
  }
}

function refuse(file: string, message: string): SightlineError {
  return new SightlineError('bad-predictions', message, {
    place: { file },
    hint: 'COCO results are a list of { image_id, category_id, bbox or segmentation, score }.',
  });
}

import { SightlineError } from '../core/errors.ts';
import { readCocoObjects } from '../core/labels/coco-objects.ts';
import { chooseFormat, type LabelSource } from '../core/labels/label-format.ts';
import type { ObjectTruth } from '../core/labels/object-truth.ts';
import { readYoloObjects } from '../core/labels/yolo-objects.ts';
import type { Tree } from '../core/ports.ts';
import { type CocoResults, readCocoResults } from '../core/predictions/coco-results.ts';
import { loadYoloTruth, readYoloFolder } from './load-yolo.ts';
import type { MeasureImages } from './measure-images.ts';
import { readTreeJson } from './read-tree-json.ts';

/** What is judged: boxes, or masks. */
export type ObjectKind = 'boxes' | 'masks';

/** The labelled objects of a test set: a COCO file, or a folder of YOLO text beside one of images. */
export async function loadObjectTruth(files: Tree, source: LabelSource, kind: ObjectKind, measure: MeasureImages): Promise<ObjectTruth> {
  const { labels } = source;
  const isFolder = labels !== undefined && (await files.kind(labels)) === 'folder';
  const format = source.format ?? (isFolder ? 'yolo' : chooseFormat(source));
  if (format === 'yolo') {
    return loadYoloTruth(files, source, kind, measure);
  }
  if (format !== 'coco' || labels === undefined) {
    throw new SightlineError('labels-invalid', 'objects are labelled in a COCO file or a folder of YOLO text', {
      ...(labels === undefined ? {} : { place: { file: labels } }),
      hint: 'Let data.test name one of them as `labels`, with `format: coco` or `yolo`.',
    });
  }
  const json = await readTreeJson(files, labels, 'labels-invalid');
  if (json === undefined) {
    throw new SightlineError('labels-missing', `there is no label file in ${files.name}`, { place: { file: labels } });
  }
  return readCocoObjects(json, labels, kind);
}

/** What a model found in a test set: COCO results, or a folder of YOLO text with scores, where class k is the k-th by rising id. */
export async function loadObjectPredictions(files: Tree, path: string, truth: ObjectTruth, kind: ObjectKind): Promise<CocoResults> {
  if ((await files.kind(path)) === 'folder') {
    const sizes = truth.imageFiles.map((file, at) => ({ file, width: truth.imageWidths[at] ?? 0, height: truth.imageHeights[at] ?? 0 }));
    const texts = await readYoloFolder(files, path, sizes, 'prediction-mismatch');
    if (texts.length === 0) {
      throw new SightlineError('no-predictions', `there are no text files in the folder in ${files.name}`, { place: { file: path } });
    }
    const detections = readYoloObjects(texts, { classes: truth.classIds.length, kind, last: 'score', code: 'bad-predictions' });
    return { detections, outsideCategories: 0 };
  }
  const json = await readTreeJson(files, path, 'bad-predictions');
  if (json === undefined) {
    throw new SightlineError('no-predictions', `there are no predictions in ${files.name}`, { place: { file: path } });
  }
  return readCocoResults(json, truth, path, kind);
}

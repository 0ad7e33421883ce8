import { createHash } from 'node:crypto';
import { joinFromRoot, normalize } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { firstTen } from '../core/labels/first-ten.ts';
import { isImageName } from '../core/labels/folder-labels.ts';
import { joinPredictions } from '../core/metrics/join-predictions.ts';
import type { ScoredEvaluation } from '../core/metrics/scored/scored-evaluation.ts';
import type { ScoredModel } from '../core/metrics/scored-model.ts';
import { type ClassMask, type MaskClasses, maskProblem, truthProblem } from '../core/metrics/segmentation/class-mask.ts';
import { countImage } from '../core/metrics/segmentation/count-image.ts';
import { type CountedImage, evaluateMasks } from '../core/metrics/segmentation/evaluate-masks.ts';
import type { MeasuredFacts } from '../core/metrics/slices/image-facts.ts';
import { factsNeeded } from '../core/metrics/slices/slice-column.ts';
import type { SliceSpec } from '../core/metrics/slices/slice-spec.ts';
import type { Tree } from '../core/ports.ts';
import type { Spec } from '../core/spec/spec.ts';
import type { DecodeMask, EvaluateOptions } from './evaluate-options.ts';
import { listFiles } from './list-files.ts';
import { loadClassNames } from './load-yolo.ts';

/** A mask file of more bytes is refused unread: 256 MiB. */
const maxMaskBytes = 256 * 2 ** 20;
const defaultIgnore = 255;
/** Stands for what is ignored in a digest, whatever its number is: no class has this one. */
const ignoredMark = 65_535;

/**
 * Judges predicted masks by those of the test set: two folders of PNG files of the same names, read a pair at a time. The class
 * names are in `classes.txt` of the folder of labels, or of the one above.
 */
export async function evaluateSegmentation(files: Tree, spec: Spec, options: EvaluateOptions): Promise<ScoredModel<ScoredEvaluation>> {
  const { images, labels, ignore = defaultIgnore } = spec.data.test;
  if (labels === undefined) {
    throw new SightlineError('labels-missing', 'segmentation is labelled in a folder of PNG masks', {
      hint: 'Let data.test name it as `labels`.',
    });
  }
  const folders = { truth: normalize(labels), predicted: normalize(options.predictions ?? spec.evaluate.predictions) };
  const names = await pairNames(files, folders);
  const slices = options.slices ?? spec.evaluate.slices;
  const measured = await measureImages(files, images, names, slices, options);
  const classNames = await loadClassNames(files, folders.truth);
  const counted = await countPairs(files, folders, names, { count: classNames.length, ignore }, options.decodeMask);
  return evaluateMasks(
    counted.map((one) => ({ ...one, measured: { ...measured.get(one.image), ...one.measured } })),
    classNames,
    slices,
  );
}

type Folders = Readonly<Record<'truth' | 'predicted', string>>;

/** The names of the masks, sorted. Throws where one of the folders lacks what the other has. */
async function pairNames(files: Tree, { truth, predicted }: Folders): Promise<string[]> {
  const [own, said] = [await listFiles(files, truth, isMask), await listFiles(files, predicted, isMask)];
  if (own.length === 0) {
    throw new SightlineError('labels-missing', `there are no PNG masks in ${files.name}`, { place: { file: truth } });
  }
  if (said.length === 0) {
    throw new SightlineError('no-predictions', `there are no PNG masks in ${files.name}`, { place: { file: predicted } });
  }
  const labelled = own.map((image) => ({ image }));
  return joinPredictions(labelled, { images: said }, predicted).map(({ truth: { image } }) => image);
}

/** Counts each pair of masks. Throws `labels-invalid` or `prediction-mismatch` that lists the first ten that can't be judged. */
async function countPairs(
  files: Tree,
  folders: Folders,
  names: readonly string[],
  classes: MaskClasses,
  decode: DecodeMask,
): Promise<CountedImage[]> {
  const read = async (folder: string, name: string): Promise<ClassMask> => {
    const file = joinFromRoot(folder, name);
    return decode((await files.readBytes(file, maxMaskBytes)) ?? new Uint8Array(), file);
  };
  const counted: CountedImage[] = [];
  const problems = { truth: [] as string[], predicted: [] as string[] };
  for (const image of names) {
    const [truth, predicted] = [await read(folders.truth, image), await read(folders.predicted, image)];
    const wrong = truthProblem(truth, classes);
    const problem = wrong ?? maskProblem(truth, predicted, classes);
    if (problem !== undefined) {
      problems[wrong === undefined ? 'predicted' : 'truth'].push(`${image} (${problem})`);
    } else if (problems.truth.length + problems.predicted.length === 0) {
      const { width, height } = truth;
      const digests = { truthDigest: digestMask(judgedPart(truth, classes)), answerDigest: digestMask(predicted) };
      counted.push({ image, counts: countImage(truth, predicted, classes), ...digests, measured: { size: { width, height } } });
    }
  }
  refuseMasks(problems.truth, 'labels-invalid', folders.truth);
  refuseMasks(problems.predicted, 'prediction-mismatch', folders.predicted);
  return counted;
}

function refuseMasks(problems: readonly string[], code: 'labels-invalid' | 'prediction-mismatch', file: string): void {
  if (problems.length > 0) {
    const noun = problems.length === 1 ? 'mask' : 'masks';
    throw new SightlineError(code, `${problems.length} ${noun} can't be judged: ${firstTen(problems)}`, { place: { file } });
  }
}

/** What is judged of a truth: ignoring more or less of it makes it another. */
function judgedPart({ classes, ...size }: ClassMask, { ignore }: MaskClasses): ClassMask {
  return { ...size, classes: Uint16Array.from(classes, (number) => (number === ignore ? ignoredMark : number)) };
}

function digestMask({ width, height, classes }: ClassMask): string {
  const hash = createHash('sha256').update(Uint32Array.of(width, height));
  return hash.update(classes instanceof Uint8Array ? Uint16Array.from(classes) : classes).digest('hex');
}

/** Opens the images, where a slice asks for their brightness: that of `NAME.png` is any image `NAME.*` of the folder of images. */
async function measureImages(
  files: Tree,
  images: string | undefined,
  names: readonly string[],
  slices: readonly SliceSpec[],
  { measure }: EvaluateOptions,
): Promise<ReadonlyMap<string, MeasuredFacts>> {
  if (!factsNeeded(slices).has('brightness')) {
    return new Map();
  }
  const folder = normalize(images ?? '.');
  const byStem = new Map((await listFiles(files, folder, isImageName)).map((file) => [stemOf(file), joinFromRoot(folder, file)]));
  const missing = names.filter((name) => !byStem.has(stemOf(name)));
  if (images === undefined || missing.length > 0) {
    throw new SightlineError('labels-missing', `${missing.length} masks are of no image in the folder of images: ${firstTen(missing)}`, {
      place: { file: folder },
      hint: 'A slice by brightness opens the images: let data.test name their folder as `images`.',
    });
  }
  const paths = names.map((name) => byStem.get(stemOf(name)) ?? '');
  const facts = await measure(paths, new Set(['brightness'] as const));
  return new Map(names.map((name, at) => [name, { brightness: facts.get(paths[at] ?? '')?.brightness }]));
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]*$/, '');
}

function isMask(name: string): boolean {
  return /\.png$/i.test(name) && !name.startsWith('.');
}

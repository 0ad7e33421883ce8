import { SightlineError } from '../core/errors.ts';
import type { LabelSource } from '../core/labels/label-format.ts';
import type { FitParams } from '../core/training/fit-params.ts';
import { countWeights, maxWeights } from '../core/training/net-size.ts';
import type { NetDesign } from '../core/training/network.ts';
import { imageSize, type PixelSet } from '../core/training/pixel-set.ts';
import { checkTargets, inputsOf, inputsOfModel, type Target } from './check-targets.ts';
import type { FitPorts, FitRequest } from './fit-request.ts';
import { restoreModel } from './model-folder.ts';

/** One batch of more bytes is refused: 4 GiB, which no tensor of WebAssembly can have. */
const maxBatchBytes = 2 ** 32;

/** What would fail or destroy something at the end is refused at the start. */
export async function checkRequest(
  ports: FitPorts,
  { train, validation, paramsFile, from, output, curves, checkpoint, resume }: FitRequest,
): Promise<void> {
  if (resume && checkpoint === undefined) {
    throw new SightlineError('invalid-option', '--resume needs the folder of checkpoints', { hint: 'Name it with --checkpoint.' });
  }
  await restoreModel(ports, output);
  const targets: readonly (Target | undefined)[] = [
    { option: '--output', path: output, kind: 'model' },
    checkpoint === undefined ? undefined : { option: '--checkpoint', path: checkpoint, kind: 'checkpoints' },
    curves === undefined ? undefined : { option: '--curves', path: curves, kind: 'file' },
  ];
  await checkTargets(ports.files, targets, [...inputsOf(train), ...inputsOf(validation), paramsFile, ...inputsOfModel(from)]);
}

/** Training on one class teaches nothing: most often the classes lie one folder deeper or higher. */
export function refuseOneClass({ labels }: PixelSet, source: LabelSource, classes: readonly string[]): void {
  const [first = 0] = labels;
  if (labels.every((label) => label === first)) {
    throw new SightlineError('labels-invalid', `every image is labelled '${classes[first]}': there is nothing to tell apart`, {
      place: { file: source.labels ?? source.images ?? '.' },
      hint: 'Add images of another class; in a folder of images each class has a folder of its own.',
    });
  }
}

/** Weights and a batch's pixels are reckoned before anything is allocated. */
export function refuseTooLarge(design: NetDesign, { preset, batchSize }: FitParams, images: number): void {
  const size = `${design.image.width} x ${design.image.height}`;
  const weights = countWeights(design);
  if (weights > maxWeights) {
    throw new SightlineError('invalid-params', `a ${preset} for images of ${size} would have ${weights} weights`, {
      hint: `Choose smaller images or another preset: ${maxWeights} are the limit.`,
    });
  }
  const count = Math.min(batchSize, images);
  const bytes = count * imageSize(design.image) * Float32Array.BYTES_PER_ELEMENT;
  if (bytes >= maxBatchBytes) {
    throw new SightlineError(
      'out-of-memory',
      `a batch of ${count} images of ${size} has ${bytes} bytes, and ${maxBatchBytes} are too many`,
    );
  }
}

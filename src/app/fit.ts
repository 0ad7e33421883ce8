import { createHash } from 'node:crypto';
import { SightlineError } from '../core/errors.ts';
import { formatPercent } from '../core/metrics/format-share.ts';
import type { FitParams } from '../core/training/fit-params.ts';
import type { Network, NetworkRuntime } from '../core/training/network.ts';
import type { PixelSet } from '../core/training/pixel-set.ts';
import { designNet } from '../core/training/presets.ts';
import { writeModel, type StoredModel } from '../core/training/stored-model.ts';
import { writeCurves, type CurvePoint } from '../core/training/training-state.ts';
import { transferDesign, transferWeights } from '../core/training/transfer.ts';
import { checkRequest, refuseOneClass, refuseTooLarge } from './check-fit.ts';
import { findCheckpoint, saveCheckpoint } from './checkpoints.ts';
import type { FitPorts, FitRequest } from './fit-request.ts';
import { loadPixels, type LoadedImages } from './load-pixels.ts';
import { loadModel } from './model-folder.ts';
import { trainNetwork } from './train-network.ts';

/** Trains an image classifier and writes it: the same request gives the same bytes on the same backend. */
export async function fit(ports: FitPorts, request: FitRequest): Promise<readonly CurvePoint[]> {
  const { params } = request;
  await checkRequest(ports, request);
  const loaded = await loadPixels(ports, request.train, params.image, request.onBadImage);
  const { classes } = loaded;
  const train = pixelSet(loaded, classes, params);
  refuseOneClass(train, request.train, classes);
  const validation = await loadValidation(ports, request, classes);
  const base = request.from === undefined ? undefined : await loadModel(ports, request.from);
  using network = await startNetwork(ports.runtime, request, { classes, images: train.labels.length, base });
  ports.console.info(
    `training ${params.preset} on ${train.labels.length} images of ${classes.length} classes with ${ports.runtime.backend}`,
  );
  const curves = await runTraining(ports, request, { network, classes, train, validation, base });
  await save(ports, request, network, classes, curves);
  return curves;
}

interface Prepared {
  readonly network: Network;
  readonly classes: readonly string[];
  readonly train: PixelSet;
  readonly validation: PixelSet | undefined;
  readonly base: StoredModel | undefined;
}

async function loadValidation(ports: FitPorts, request: FitRequest, classes: readonly string[]): Promise<PixelSet | undefined> {
  if (request.validation === undefined) {
    return undefined;
  }
  const loaded = await loadPixels(ports, request.validation, request.params.image, request.onBadImage);
  return pixelSet(loaded, classes, request.params);
}

function pixelSet(loaded: LoadedImages, classes: readonly string[], params: FitParams): PixelSet {
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  const labels = loaded.images.map(({ image, label }) => {
    const index = indexOf.get(label);
    if (index === undefined) {
      throw new SightlineError('labels-invalid', `${image} is labelled '${label}', a class that no training image has`);
    }
    return index;
  });
  return { shape: params.image, pixels: loaded.pixels, labels: Int32Array.from(labels) };
}

async function startNetwork(
  runtime: NetworkRuntime,
  request: FitRequest,
  { classes, images, base }: { readonly classes: readonly string[]; readonly images: number; readonly base: StoredModel | undefined },
): Promise<Network> {
  const { params } = request;
  const { image, preset, dropout } = params;
  const design =
    base === undefined
      ? { image, classes: classes.length, layers: designNet(preset, { image, classes: classes.length, dropout }) }
      : transferDesign(base, params, classes.length, request.from ?? '');
  refuseTooLarge(design, params, images);
  const network = runtime.build(design, {
    ...params,
    firstLearningLayer: base !== undefined && params.freeze ? design.layers.length - 1 : 0,
  });
  if (base !== undefined) {
    network.setWeights(transferWeights(base.weights, await network.weights(), design.layers.length));
  }
  return network;
}

async function runTraining(ports: FitPorts, request: FitRequest, prepared: Prepared): Promise<readonly CurvePoint[]> {
  const { network, classes, train, validation } = prepared;
  const { params, checkpoint } = request;
  const fingerprint = fingerprintOf(params, prepared);
  const resume =
    checkpoint !== undefined && request.resume ? await findCheckpoint(ports.files, ports.console, checkpoint, fingerprint) : undefined;
  using progress = ports.console.progress('training images', params.epochs * train.labels.length);
  progress.advance(resume === undefined ? 0 : resume.state.curves.length * train.labels.length + resume.state.seen);
  return await trainNetwork({
    network,
    params,
    classes,
    train,
    validation,
    fingerprint,
    resume,
    saveCheckpoint: checkpoint === undefined ? undefined : async (snapshot) => saveCheckpoint(ports.files, checkpoint, snapshot),
    signal: ports.signal,
    onStep: (images) => progress.advance(images),
    onEpoch: (point) => ports.console.info(describeEpoch(point, params.epochs)),
  });
}

async function save(
  ports: FitPorts,
  request: FitRequest,
  network: Network,
  classes: readonly string[],
  curves: readonly CurvePoint[],
): Promise<void> {
  const { params, output } = request;
  const model: StoredModel = {
    manifest: {
      version: 1,
      classes: [...classes],
      input: { ...params.image, divideBy: 255 },
      preset: params.preset,
      seed: params.seed,
      params,
      layers: [...network.design.layers],
    },
    weights: await network.weights(),
  };
  await ports.writeFolder(output, writeModel(model, network.topology()));
  if (request.curves !== undefined) {
    await ports.files.write(request.curves, writeCurves(curves));
  }
  ports.console.info(`wrote ${output}`);
}

/** SHA-256 of all that a training depends on but the backend. How often checkpoints are written changes nothing in it. */
function fingerprintOf(params: FitParams, { network, classes, train, validation, base }: Prepared): string {
  const { checkpointSteps: _, ...rest } = params;
  const hash = createHash('sha256').update(JSON.stringify({ params: rest, classes, design: network.design }));
  for (const set of [train, validation]) {
    hash.update(`/${set?.labels.length ?? 0}/`);
    hash.update(set?.pixels ?? new Uint8Array());
    hash.update(new Uint8Array(set?.labels.buffer ?? new ArrayBuffer()));
  }
  hash.update(JSON.stringify(base?.manifest ?? null));
  for (const { values } of base?.weights ?? []) {
    hash.update(new Uint8Array(values.buffer));
  }
  return hash.digest('hex');
}

function describeEpoch(point: CurvePoint, epochs: number): string {
  const validation =
    point.validationLoss === undefined || point.validationAccuracy === undefined
      ? ''
      : `, validation loss ${point.validationLoss.toFixed(4)}, accuracy ${formatPercent(point.validationAccuracy)}`;
  return `epoch ${point.epoch}/${epochs}: loss ${point.loss.toFixed(4)}, accuracy ${formatPercent(point.accuracy)}${validation}`;
}

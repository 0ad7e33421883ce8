import { SightlineError } from '../errors.ts';
import type { FitParams } from './fit-params.ts';
import type { NamedArray, NetDesign } from './network.ts';
import { designOf, type StoredModel } from './stored-model.ts';

/** The net of a saved model with a new last layer for other classes. Throws `invalid-params` when images or preset differ. */
export function transferDesign(base: StoredModel, params: FitParams, classes: number, folder: string): NetDesign {
  const { image, layers } = designOf(base.manifest);
  const { width, height, channels } = params.image;
  if (image.width !== width || image.height !== height || image.channels !== channels) {
    const theirs = `${image.width} x ${image.height} x ${image.channels}`;
    throw new SightlineError('invalid-params', `the model in ${folder} takes images of ${theirs}, not ${width} x ${height} x ${channels}`, {
      hint: `Set image to ${theirs}.`,
    });
  }
  if (base.manifest.preset !== params.preset) {
    throw new SightlineError('invalid-params', `the model in ${folder} is a ${base.manifest.preset}, not a ${params.preset}`, {
      hint: `Set preset to ${base.manifest.preset}.`,
    });
  }
  return { image, classes, layers: [...layers.slice(0, -1), { kind: 'dense', units: classes, activation: 'linear' }] };
}

/** The weights of the base where they exist, those of the last layer (`fresh`) as they are. */
export function transferWeights(base: readonly NamedArray[], fresh: readonly NamedArray[], layers: number): readonly NamedArray[] {
  const old = new Map(base.map((weight) => [weight.name, weight]));
  return fresh.map((weight) => (weight.name.startsWith(`dense-${layers}/`) ? weight : (old.get(weight.name) ?? weight)));
}

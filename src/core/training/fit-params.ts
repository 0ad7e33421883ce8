import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { checkSchema } from '../value/check-schema.ts';
import { readYamlSource } from '../value/read-yaml.ts';
import { isMap, type Value } from '../value/value.ts';
import { presetNames } from './presets.ts';

/**
 * The section of params.yaml that `sightline fit` reads. Unknown keys are errors, so a key is added here only with
 * the code that obeys it.
 */

const share = z.number().min(0).max(0.9);
const count = z.int().min(1);

const imageShape = z.strictObject({
  width: z.int().min(1).max(2048).default(28).describe('Pixels; every image is stretched to this size.'),
  height: z.int().min(1).max(2048).default(28).describe('Pixels.'),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(1)
    .describe('1 for greyscale, 3 for colour.'),
});

const augment = z
  .strictObject({
    shift: share.default(0).describe('Moves by up to this share of the size.'),
    flip: z.enum(['none', 'horizontal', 'both']).default('none').describe('Mirrors half of the images.'),
    rotate: z.number().min(0).max(180).default(0).describe('Turns by up to so many degrees either way.'),
    scale: share.default(0).describe('Enlarges or shrinks by up to this share.'),
    brightness: share.default(0).describe('Brightens or darkens by up to this share of white.'),
    contrast: share.default(0).describe('Raises or lowers the contrast by up to this share.'),
    erase: share.default(0).describe('Blanks a rectangle of up to this share of the size.'),
  })
  .describe('Random changes of each training image, anew in each epoch.');

const schedule = z
  .strictObject({
    kind: z.enum(['constant', 'step', 'cosine']).default('constant').describe('cosine: half a wave down to 0.'),
    warmupEpochs: z.number().min(0).max(1000).default(0).describe('The learning rate rises from 0 over so many epochs first.'),
    everyEpochs: count.max(10_000).default(10).describe('step: after so many epochs the learning rate is multiplied.'),
    factor: z.number().gt(0).max(1).default(0.1).describe('step: what it is multiplied by.'),
  })
  .describe('How the learning rate changes in the course of training.');

const earlyStopping = z
  .strictObject({
    metric: z.enum(['loss', 'accuracy']).default('loss').describe('Of the validation set, or of training where there is none.'),
    patience: count.max(10_000).default(5).describe('Stops after so many epochs without an improvement; the best weights are kept.'),
    minDelta: z.number().min(0).default(0).describe('What counts as an improvement.'),
  })
  .describe('Ends the training when it no longer gets better; left out, all epochs are run.');

/** What `sightline fit` can be told. */
export const fitSchema = z
  .strictObject({
    preset: z.enum(presetNames).default('small-cnn').describe('The net, from the weakest to the strongest.'),
    epochs: count.max(100_000).default(5).describe('How often each image is learnt from, at most.'),
    batchSize: count.max(65_536).default(32).describe('Images in one step.'),
    image: imageShape.prefault({}).describe('What the net sees.'),
    optimizer: z.enum(['sgd', 'momentum', 'adam']).default('adam').describe('How a gradient moves the weights.'),
    learningRate: z.number().gt(0).max(100).default(0.001).describe('How far, before the schedule.'),
    weightDecay: z.number().min(0).max(1).default(0).describe('Decoupled from the gradient, as in AdamW; not for biases.'),
    schedule: schedule.prefault({}),
    augment: augment.prefault({}),
    classWeights: z
      .union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().gt(0))])
      .default('none')
      .describe('balanced: rare classes count more; or a weight for each class by name, 1 where missing.'),
    labelSmoothing: z.number().min(0).max(0.5).default(0).describe('The share of each label that is spread over all classes.'),
    dropout: share.describe("The share that is dropped before the last layer; the preset's own when left out.").optional(),
    earlyStopping: earlyStopping.optional(),
    freeze: z.boolean().default(false).describe('With --from: train the new head only, keep the rest of the net as it is.'),
    checkpointSteps: count.default(500).describe('With --checkpoint: writes one every so many steps.'),
    seed: z.int().min(0).max(0xff_ff_ff_ff).default(0).describe('Decides first weights, order, augmentation and dropout.'),
  })
  .describe('Parameters of sightline fit');

/** Valid parameters of a training, defaults filled in. */
export type FitParams = z.infer<typeof fitSchema>;

/** The parameters in a section of a YAML or JSON file, say `fit` or `models.small`. Throws `invalid-params` with the place. */
export function readFitParams(text: string, file: string, section: string): FitParams {
  const source = readYamlSource(text, file);
  const path = section.split('.');
  let value: Value | undefined = source.value;
  for (const [depth, key] of path.entries()) {
    value = isMap(value) ? value.get(key) : undefined;
    if (value === undefined) {
      const known = path.slice(0, depth + 1).join('.');
      throw new SightlineError('invalid-params', `there is no section '${known}'`, {
        place: source.place(path.slice(0, depth)),
        hint: 'Add the section, or name another one with --section.',
      });
    }
  }
  return checkSchema(fitSchema, source, 'invalid-params', value ?? new Map(), path);
}

import { z } from 'zod';
import type { ImageShape } from '../ports.ts';

const width = z.int().min(1).max(65_536);
const size = z.int().min(1).max(15);
const stride = z.union([z.literal(1), z.literal(2)]);
const activation = z.enum(['linear', 'relu']);

/** One layer of a net, in the order in which an image passes through them. Convolutions pad to keep the size. */
export const layerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('conv'), filters: width, size, stride, activation }),
  z.strictObject({ kind: z.literal('depthwise'), size, stride, activation }),
  z.strictObject({ kind: z.literal('normalize') }),
  z.strictObject({ kind: z.literal('activation'), activation }),
  z.strictObject({ kind: z.literal('max-pool') }),
  z.strictObject({ kind: z.literal('average-pool') }),
  z.strictObject({ kind: z.literal('flatten') }),
  z.strictObject({ kind: z.literal('dense'), units: width, activation }),
  z.strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.9) }),
]);

/** One layer of a net. */
export type LayerDesign = z.infer<typeof layerSchema>;

/** The nets that `fit` can make, from the weakest to the strongest. */
export const presetNames = ['softmax', 'mlp', 'small-cnn', 'cnn', 'mobile'] as const;

/** The name of a net. */
export type PresetName = (typeof presetNames)[number];

/** What a net is made for. */
export interface DesignInput {
  readonly image: ImageShape;
  readonly classes: number;
  /** The share of values that is dropped before the last layers while training; the preset's own when left out. */
  readonly dropout?: number | undefined;
}

const presets: Readonly<Record<PresetName, (input: DesignInput) => readonly LayerDesign[]>> = {
  softmax: () => [{ kind: 'flatten' }],
  mlp: ({ dropout = 0 }) => [{ kind: 'flatten' }, ...dense(128, dropout)],
  'small-cnn': ({ image, dropout = 0 }) => [...plainBlocks(image, [8, 16], 1), { kind: 'flatten' }, ...dense(32, dropout)],
  cnn: ({ image, dropout = 0.25 }) => [...plainBlocks(image, [16, 32, 64], 2), { kind: 'flatten' }, ...dense(64, dropout)],
  mobile: ({ image, dropout = 0.1 }) => [...separableBlocks(image), { kind: 'average-pool' }, ...dropped(dropout)],
};

/** The layers of a preset, the last one a sum for each class (logits). */
export function designNet(preset: PresetName, input: DesignInput): readonly LayerDesign[] {
  return [...presets[preset](input), { kind: 'dense', units: input.classes, activation: 'linear' }];
}

function dense(units: number, dropout: number): readonly LayerDesign[] {
  return [{ kind: 'dense', units, activation: 'relu' }, ...dropped(dropout)];
}

function dropped(rate: number): readonly LayerDesign[] {
  return rate > 0 ? [{ kind: 'dropout', rate }] : [];
}

/** Images larger than this on their shorter side get more halvings, so that the dense layer's size stays the same. */
const sideBeforeDense = 8;

/** Groups of 3 x 3 convolutions, each group followed by a halving; as many as the image needs. */
function plainBlocks(image: ImageShape, filters: readonly number[], depth: number): readonly LayerDesign[] {
  const layers: LayerDesign[] = [];
  let side = Math.min(image.width, image.height);
  for (let block = 0; block < filters.length || side > sideBeforeDense; block += 1) {
    if (side < 2) {
      break;
    }
    for (let each = 0; each < depth; each += 1) {
      layers.push({ kind: 'conv', filters: filters[block] ?? filters.at(-1) ?? 1, size: 3, stride: 1, activation: 'relu' });
    }
    layers.push({ kind: 'max-pool' });
    side = Math.floor(side / 2);
  }
  return layers;
}

/**
 * Depthwise separable convolutions with batch normalization, as in MobileNet (Howard et al., 2017), half as wide and
 * with fewer layers; an image under 64 pixels is not halved in the first one.
 */
function separableBlocks(image: ImageShape): readonly LayerDesign[] {
  const large = Math.min(image.width, image.height) >= 64;
  const layers: LayerDesign[] = [{ kind: 'conv', filters: 16, size: 3, stride: large ? 2 : 1, activation: 'linear' }, ...normalized()];
  const blocks: readonly (readonly [filters: number, stride: 1 | 2])[] = [
    [32, 2],
    [32, 1],
    [64, 2],
    [64, 1],
    [128, 2],
    ...(large
      ? ([
          [128, 1],
          [256, 2],
        ] as const)
      : []),
  ];
  for (const [filters, stride] of blocks) {
    layers.push({ kind: 'depthwise', size: 3, stride, activation: 'linear' }, ...normalized());
    layers.push({ kind: 'conv', filters, size: 1, stride: 1, activation: 'linear' }, ...normalized());
  }
  return layers;
}

function normalized(): readonly LayerDesign[] {
  return [{ kind: 'normalize' }, { kind: 'activation', activation: 'relu' }];
}

import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { concatenate, cutter } from './array-file.ts';
import { fitSchema } from './fit-params.ts';
import { countWeights } from './net-size.ts';
import type { NamedArray, NetDesign } from './network.ts';
import { layerSchema, presetNames } from './presets.ts';

/** What sightline.json says in the folder of a model. */
export const modelManifestSchema = z.strictObject({
  version: z.literal(1),
  /** In the order of the scores. */
  classes: z.array(z.string().min(1).max(256)).min(1).max(2000),
  input: z.strictObject({
    width: z.int().min(1).max(2048),
    height: z.int().min(1).max(2048),
    channels: z.union([z.literal(1), z.literal(3)]),
    /** What 8-bit values are divided by. */
    divideBy: z.literal(255),
  }),
  preset: z.enum(presetNames),
  seed: z.int(),
  params: fitSchema,
  layers: z.array(layerSchema).min(1).max(500),
});

/** What is known of a model besides its weights. */
export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** A model as its folder holds it. */
export interface StoredModel {
  readonly manifest: ModelManifest;
  readonly weights: readonly NamedArray[];
}

const weightsManifest = z
  .array(
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z
        .array(z.object({ name: z.string().max(256), shape: z.array(z.int().min(0)).max(8), dtype: z.literal('float32') }))
        .max(10_000),
    }),
  )
  .length(1);
const topologySchema = z.object({ weightsManifest });

/** The files of a model's folder: model.json and weights.bin are in the layers format of TensorFlow.js, sightline.json is ours. */
export const modelFiles = { manifest: 'sightline.json', topology: 'model.json', weights: 'weights.bin' } as const;

/** The content of a model's folder by file name; the same model gives the same bytes. */
export function writeModel(model: StoredModel, topology: unknown): ReadonlyMap<string, string | Uint8Array> {
  const specs = model.weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const layersModel = {
    format: 'layers-model',
    generatedBy: 'sightline',
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths: [modelFiles.weights], weights: specs }],
  };
  return new Map<string, string | Uint8Array>([
    [modelFiles.topology, `${JSON.stringify(layersModel)}\n`],
    [modelFiles.weights, concatenate(model.weights)],
    [modelFiles.manifest, `${JSON.stringify(model.manifest, null, 2)}\n`],
  ]);
}

/** Reads the files of a model's folder; `folder` is for messages. Throws `model-invalid`. */
export function readModel(files: ReadonlyMap<string, Uint8Array>, folder: string): StoredModel {
  const manifest = parse(files, folder, modelFiles.manifest, modelManifestSchema);
  const { weightsManifest } = parse(files, folder, modelFiles.topology, topologySchema);
  const bytes = bytesOf(files, folder, modelFiles.weights);
  const wanted = Float32Array.BYTES_PER_ELEMENT * countWeights(designOf(manifest));
  if (bytes.length !== wanted) {
    throw new SightlineError('model-invalid', `the weights are ${bytes.length} bytes; this net has ${wanted}`, {
      place: { file: `${folder}/${modelFiles.weights}` },
    });
  }
  const cut = cutter(bytes, `${folder}/${modelFiles.weights}`);
  return { manifest, weights: weightsManifest.flatMap((group) => group.weights.map(cut)) };
}

/** The net of a model. */
export function designOf(manifest: ModelManifest): NetDesign {
  const { width, height, channels } = manifest.input;
  return { image: { width, height, channels }, classes: manifest.classes.length, layers: manifest.layers };
}

function bytesOf(files: ReadonlyMap<string, Uint8Array>, folder: string, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) {
    throw new SightlineError('model-invalid', `the folder of the model lacks ${name}`, { place: { file: folder } });
  }
  return bytes;
}

function parse<T>(files: ReadonlyMap<string, Uint8Array>, folder: string, name: string, schema: z.ZodType<T>): T {
  const place = { file: `${folder}/${name}` };
  const text = new TextDecoder().decode(bytesOf(files, folder, name));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SightlineError('model-invalid', 'the file is not JSON', { place, cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SightlineError('model-invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, { place });
  }
  return parsed.data;
}

import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import type { NamedArray } from './network.ts';

/** JSON and groups of arrays in one file, which is what a checkpoint is: one file is replaced as a whole. */
export interface ArrayFile {
  readonly header: unknown;
  readonly groups: Readonly<Record<string, readonly NamedArray[]>>;
}

const magic = 'SLAF0001';
const prefixBytes = 16;

const indexSchema = z.strictObject({
  header: z.unknown(),
  groups: z.record(
    z.string().max(64),
    z
      .array(
        z.strictObject({
          name: z.string().max(256),
          shape: z
            .array(
              z
                .int()
                .min(0)
                .max(2 ** 31),
            )
            .max(8),
        }),
      )
      .max(10_000),
  ),
});

/**
 * Layout: 8 bytes of magic, the length of the index as a little-endian 32-bit number, 4 bytes of zero, the index as JSON padded
 * with spaces to a multiple of 4, then all values as little-endian 32-bit floats in the order of the index.
 */
export function encodeArrayFile(file: ArrayFile): Uint8Array {
  const groups = Object.fromEntries(
    Object.entries(file.groups).map(([key, arrays]) => [key, arrays.map(({ name, shape }) => ({ name, shape }))]),
  );
  const json = new TextEncoder().encode(JSON.stringify({ header: file.header, groups }));
  const indexBytes = Math.ceil(json.length / 4) * 4;
  const values = concatenate(Object.values(file.groups).flat());
  const bytes = new Uint8Array(prefixBytes + indexBytes + values.length).fill(0x20);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setBigUint64(8, BigInt(indexBytes), true);
  bytes.set(json, prefixBytes);
  bytes.set(values, prefixBytes + indexBytes);
  return bytes;
}

/** Reads what `encodeArrayFile` wrote. Throws `model-invalid` for anything else; `name` is for the message. */
export function decodeArrayFile(bytes: Uint8Array, name: string): ArrayFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < prefixBytes || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) {
    throw new SightlineError('model-invalid', 'this is no checkpoint', { place: { file: name } });
  }
  const end = prefixBytes + view.getUint32(8, true);
  const parsed = indexSchema.safeParse(parseJson(bytes.subarray(prefixBytes, end)));
  if (!parsed.success) {
    throw new SightlineError('model-invalid', 'the index of the checkpoint is damaged', { place: { file: name } });
  }
  const cut = cutter(bytes.subarray(end), name);
  const groups = Object.entries(parsed.data.groups).map(([key, arrays]) => [key, arrays.map(cut)] as const);
  return { header: parsed.data.header, groups: Object.fromEntries(groups) };
}

/** The values of arrays one after the other as little-endian bytes, the layout of TensorFlow.js's weights.bin too. */
export function concatenate(arrays: readonly NamedArray[]): Uint8Array {
  const bytes = new Uint8Array(arrays.reduce((sum, { values }) => sum + values.byteLength, 0));
  let offset = 0;
  for (const { values } of arrays) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** Takes the next array off the front of the bytes at each call. */
export function cutter(
  bytes: Uint8Array,
  file: string,
): (array: { readonly name: string; readonly shape: readonly number[] }) => NamedArray {
  let offset = 0;
  return ({ name, shape }) => {
    const length = shape.reduce((product, side) => product * side, 1) * Float32Array.BYTES_PER_ELEMENT;
    if (offset + length > bytes.length) {
      throw new SightlineError('model-invalid', `the file ends before the values of '${name}'`, { place: { file } });
    }
    const values = new Float32Array(bytes.slice(offset, offset + length).buffer);
    offset += length;
    return { name, shape, values };
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

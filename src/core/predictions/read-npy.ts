import { SightlineError } from '../errors.ts';

/** An array as NumPy saved it, row by row; booleans are 0 and 1. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array | Float32Array | Int32Array | Uint8Array | Int8Array | Int16Array | Uint16Array | Uint32Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const header = /^\{'descr': '([<>|=][a-z]\d)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), ?\}\s*$/;
const maxHeader = 65_536;

const kinds = {
  '<f8': Float64Array,
  '<f4': Float32Array,
  '<i4': Int32Array,
  '<u4': Uint32Array,
  '<i2': Int16Array,
  '<u2': Uint16Array,
  '|i1': Int8Array,
  '|u1': Uint8Array,
  '|b1': Uint8Array,
} as const;

/**
 * Reads a `.npy` file of versions 1 to 3 (numpy.lib.format); whole numbers of 64 bits become 32-bit ones where they fit.
 * `file` names it in messages. Throws `bad-predictions` for anything else, columns-first order and objects included.
 */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  if (!magic.every((byte, at) => bytes[at] === byte) || bytes.length < 12) {
    throw refuse(file, 'it is no .npy file');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const [start, length] = isFirst ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const match = header.exec(length > maxHeader ? '' : new TextDecoder('latin1').decode(bytes.subarray(start, start + length)));
  const [, type = '', order, sizes = ''] = match ?? [];
  if (match === null || order === 'True') {
    throw refuse(
      file,
      match === null ? 'its header is not one of numbers' : 'it is stored column by column: save numpy.ascontiguousarray(...)',
    );
  }
  const shape = sizes
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map(Number);
  return {
    shape,
    values: readValues(
      bytes.subarray(start + length),
      type,
      shape.reduce((a, b) => a * b, 1),
      file,
    ),
  };
}

function readValues(data: Uint8Array, type: string, count: number, file: string): NpyArray['values'] {
  const width = Number(type.slice(2));
  if (!Number.isSafeInteger(count * width) || data.length !== count * width) {
    throw refuse(file, `it holds ${data.length} bytes of numbers, and its shape asks for ${count * width}`);
  }
  const aligned = new Uint8Array(data).buffer; // a copy also of Node's Buffer, whose own slice is none
  if (type === '<i8') {
    return toInt32(new BigInt64Array(aligned), file);
  }
  const Kind = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : undefined;
  if (Kind === undefined) {
    throw refuse(file, `numbers of type ${type} are not read: save them as float64, float32 or int32`);
  }
  return new Kind(aligned);
}

function toInt32(values: BigInt64Array, file: string): Int32Array {
  const small = Int32Array.from(values, Number);
  if (!values.every((value, at) => value === BigInt(small[at] ?? 0))) {
    throw refuse(file, 'a whole number lies beyond 32 bits');
  }
  return small;
}

function refuse(file: string, message: string): SightlineError {
  return new SightlineError('bad-predictions', message, { place: { file } });
}

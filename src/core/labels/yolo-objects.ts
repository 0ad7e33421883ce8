import { type ErrorCode, SightlineError } from '../errors.ts';
import type { DetectionColumns } from '../metrics/detection/detection-set.ts';
import { readObjectMask } from '../metrics/detection/read-object-mask.ts';
import { type Rle, maskArea, maskBox } from '../metrics/detection/rle.ts';

/** A text file of YOLO with the image that it is about. */
export interface YoloFile {
  readonly file: string;
  readonly text: string;
  /** The number of the image, and its size in pixels. */
  readonly image: number;
  readonly width: number;
  readonly height: number;
}

/** What `readYoloObjects` needs to know beside the files. */
export interface YoloOptions {
  readonly classes: number;
  /** Boxes are `class x y width height`, masks `class x1 y1 x2 y2 ...`, a polygon of three points or more. */
  readonly kind: 'boxes' | 'masks';
  /** `score`: one number more at the end of a line, as predictions have; `none`: as labels have. */
  readonly last: 'score' | 'none';
  readonly code: Extract<ErrorCode, 'labels-invalid' | 'bad-predictions'>;
}

/**
 * Reads YOLO text: a line an object, its numbers as shares of the image, a score last where there are scores. Boxes come out as
 * left, top, width and height in pixels; without scores all are 1. An empty file is an image without objects.
 * Throws for lines of another form, classes beyond those that there are, negative sides, and numbers that are no shares.
 */
export function readYoloObjects(files: readonly YoloFile[], options: YoloOptions): DetectionColumns {
  const rows = files.flatMap((one) => readFile(one, options));
  const masks = rows.flatMap(({ mask }) => mask ?? []);
  return {
    image: Int32Array.from(rows, ({ image }) => image),
    of: Int32Array.from(rows, ({ of }) => of),
    boxes: Float64Array.from(rows.flatMap(({ box }) => box)),
    areas: Float64Array.from(rows, ({ box, mask }) => (mask === undefined ? (box[2] ?? 0) * (box[3] ?? 0) : maskArea(mask))),
    scores: Float64Array.from(rows, ({ score }) => score),
    ...(options.kind === 'masks' ? { masks } : {}),
  };
}

/** By how much a share of the image may miss 0 to 1: labels by rounding, a net's answers because nothing keeps them inside. */
const slack = { none: 0.01, score: 0.1 };

interface Row {
  readonly image: number;
  readonly of: number;
  readonly box: readonly number[];
  readonly mask?: Rle;
  readonly score: number;
}

function readFile(one: YoloFile, options: YoloOptions): Row[] {
  const rows: Row[] = [];
  for (const [at, line] of one.text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] !== '') {
      const row = lineProblem(words, options) ?? readRow(words.map(Number), one, options);
      if (typeof row === 'string') {
        throw new SightlineError(options.code, row, {
          place: { file: one.file, line: at + 1 },
          hint: 'docs/detection.md shows YOLO text: a line an object, its numbers as shares of the image.',
        });
      }
      rows.push(row);
    }
  }
  return rows;
}

/** A row, or what is wrong with its shape. */
function readRow(values: readonly number[], { image, width, height }: YoloFile, { kind, last }: YoloOptions): Row | string {
  const [of = 0, ...rest] = values;
  const score = last === 'score' ? (rest.pop() ?? 1) : 1;
  if (kind === 'masks') {
    const mask = readObjectMask([rest.map((value, at) => value * (at % 2 === 0 ? width : height))], { width, height });
    return typeof mask === 'string' ? mask : { image, of, score, mask, box: maskBox(mask) };
  }
  const [x = 0, y = 0, w = 0, h = 0] = rest;
  return { image, of, score, box: [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height] };
}

function lineProblem(words: readonly string[], { classes, kind, last }: YoloOptions): string | undefined {
  const isScored = last === 'score';
  const [least, form] = kind === 'boxes' ? [5, 'class x y width height'] : [7, 'class x1 y1 x2 y2 x3 y3 ...'];
  const numbers = words.length - Number(isScored);
  if (kind === 'boxes' ? numbers !== least : numbers < least || numbers % 2 === 0) {
    const wanted =
      kind === 'boxes'
        ? `${least + Number(isScored)} are`
        : `an ${isScored ? 'even' : 'odd'} number of at least ${least + Number(isScored)} is`;
    return `${words.length} values on a line, where ${wanted} expected: ${form}${isScored ? ' score' : ''}`;
  }
  const values = words.map(Number);
  if (!values.every((value) => Number.isFinite(value))) {
    return `not a finite number: ${JSON.stringify(words.find((word) => !Number.isFinite(Number(word))))}`;
  }
  const [of = -1, , , width = 0, height = 0] = values;
  if (!Number.isInteger(of) || of < 0 || of >= classes) {
    return `class ${of} is none of 0 to ${classes - 1}`;
  }
  if (kind === 'boxes' && (width < 0 || height < 0)) {
    return `a box with a negative side: ${width}, ${height}`;
  }
  const shares = values.slice(1, numbers);
  const beyond = shares.find((value) => value < -slack[last] || value > 1 + slack[last]);
  if (beyond !== undefined) {
    return `${beyond} is no share of the image, which goes from 0 to 1`;
  }
  const score = isScored ? (values.at(-1) ?? 1) : 1;
  return score < 0 || score > 1 ? `the score ${score} is none from 0 to 1` : undefined;
}

import { type ErrorCode, SightlineError } from '../errors.ts';
import type { DetectionColumns } from '../metrics/detection/detection-set.ts';

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
  /** `score`: a sixth number a line, as predictions have; `none`: five, as labels have. */
  readonly last: 'score' | 'none';
  readonly code: Extract<ErrorCode, 'labels-invalid' | 'bad-predictions'>;
}

/**
 * Reads boxes of YOLO text: a line an object, `class x y width height [score]`, centre and sides as shares of the image. Boxes come
 * out as left, top, width and height in pixels; without scores all are 1. An empty file is an image without objects.
 * Throws for lines of another form, classes beyond those that there are, and negative sides.
 */
export function readYoloObjects(files: readonly YoloFile[], options: YoloOptions): DetectionColumns {
  const rows = files.flatMap((one) => readFile(one, options));
  return {
    image: Int32Array.from(rows, ({ image }) => image),
    of: Int32Array.from(rows, ({ of }) => of),
    boxes: Float64Array.from(rows.flatMap(({ box }) => box)),
    areas: Float64Array.from(rows, ({ box }) => (box[2] ?? 0) * (box[3] ?? 0)),
    scores: Float64Array.from(rows, ({ score }) => score),
  };
}

interface Row {
  readonly image: number;
  readonly of: number;
  readonly box: readonly number[];
  readonly score: number;
}

function readFile({ file, text, image, width, height }: YoloFile, options: YoloOptions): Row[] {
  const rows: Row[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] !== '') {
      const problem = lineProblem(words, options);
      if (problem !== undefined) {
        throw new SightlineError(options.code, problem, { place: { file, line: at + 1 } });
      }
      const [of = 0, x = 0, y = 0, w = 0, h = 0, score = 1] = words.map(Number);
      rows.push({ image, of, score, box: [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height] });
    }
  }
  return rows;
}

function lineProblem(words: readonly string[], { classes, last }: YoloOptions): string | undefined {
  const wanted = last === 'score' ? 6 : 5;
  if (words.length !== wanted) {
    return `${words.length} values on a line, where ${wanted} are expected: class x y width height${last === 'score' ? ' score' : ''}`;
  }
  const values = words.map(Number);
  if (!values.every((value) => Number.isFinite(value))) {
    return `not a finite number: ${JSON.stringify(words.find((word) => !Number.isFinite(Number(word))))}`;
  }
  const [of = -1, , , width = 0, height = 0] = values;
  if (!Number.isInteger(of) || of < 0 || of >= classes) {
    return `class ${of} is none of 0 to ${classes - 1}`;
  }
  return width < 0 || height < 0 ? `a box with a negative side: ${width}, ${height}` : undefined;
}

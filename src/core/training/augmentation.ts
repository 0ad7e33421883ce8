import type { ImageShape } from '../ports.ts';
import type { FitParams } from './fit-params.ts';
import type { RandomStream } from './random.ts';

type Augment = FitParams['augment'];

/** Whether an image would be left as it is. */
export function changesNothing(augment: Augment): boolean {
  const { flip, ...amounts } = augment;
  return flip === 'none' && Object.values(amounts).every((amount) => amount === 0);
}

/**
 * Writes an image, changed at random, to `target` from `offset` on: values of 0 to 1 in the layout of `source`
 * (rows from the top left, channels last, 0 to 255). What comes from outside the image repeats its border.
 */
export function augmentImage(
  source: Uint8Array,
  shape: ImageShape,
  augment: Augment,
  random: RandomStream,
  target: Float32Array,
  offset: number,
): void {
  const look = lookUp(shape, augment, random);
  const contrast = 1 + between(augment.contrast, random);
  const brightness = between(augment.brightness, random);
  const { width, height, channels } = shape;
  let at = offset;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const x = look.x0 + look.xx * column + look.xy * row;
      const y = look.y0 + look.yx * column + look.yy * row;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = sample(source, shape, x, y, channel) / 255;
        target[at] = Math.min(1, Math.max(0, (value - 0.5) * contrast + 0.5 + brightness));
        at += 1;
      }
    }
  }
  eraseRectangle(target, offset, shape, augment.erase, random);
}

/** Uniform in [-amount, amount]; draws a number even when there is nothing to change, so that one knob leaves the others' alone. */
function between(amount: number, random: RandomStream): number {
  return amount * (2 * random.uniform() - 1);
}

/** Where to look in the source for a pixel of the target: x = x0 + xx * column + xy * row, and y likewise. */
interface LookUp {
  readonly x0: number;
  readonly xx: number;
  readonly xy: number;
  readonly y0: number;
  readonly yx: number;
  readonly yy: number;
}

function lookUp({ width, height }: ImageShape, augment: Augment, random: RandomStream): LookUp {
  const angle = (between(augment.rotate, random) * Math.PI) / 180;
  const zoom = 1 / (1 + between(augment.scale, random));
  const shiftX = between(augment.shift, random) * width;
  const shiftY = between(augment.shift, random) * height;
  const mirrorX = random.uniform() < 0.5 && augment.flip !== 'none' ? -1 : 1;
  const mirrorY = random.uniform() < 0.5 && augment.flip === 'both' ? -1 : 1;
  const [sine, cosine] = [Math.sin(angle) * zoom, Math.cos(angle) * zoom];
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const [fromX, fromY] = [centreX + shiftX, centreY + shiftY];
  return {
    xx: mirrorX * cosine,
    xy: mirrorX * sine,
    x0: centreX - mirrorX * (cosine * fromX + sine * fromY),
    yx: -mirrorY * sine,
    yy: mirrorY * cosine,
    y0: centreY - mirrorY * (cosine * fromY - sine * fromX),
  };
}

/** The bilinear mean of the four pixels around a point, coordinates in pixels from the centre of the first. */
function sample(source: Uint8Array, { width, height, channels }: ImageShape, x: number, y: number, channel: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const pixel = (column: number, row: number): number => {
    const inside = Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column));
    return source[inside * channels + channel] ?? 0;
  };
  const upper = pixel(left, top) * (left + 1 - x) + pixel(left + 1, top) * (x - left);
  const lower = pixel(left, top + 1) * (left + 1 - x) + pixel(left + 1, top + 1) * (x - left);
  return upper * (top + 1 - y) + lower * (y - top);
}

/** Blanks a rectangle to middle grey (DeVries and Taylor, 2017, do so with squares). */
function eraseRectangle(target: Float32Array, offset: number, shape: ImageShape, amount: number, random: RandomStream): void {
  const wide = Math.floor(random.uniform() * amount * shape.width);
  const high = Math.floor(random.uniform() * amount * shape.height);
  const left = random.below(shape.width - wide + 1);
  const top = random.below(shape.height - high + 1);
  for (let row = top; row < top + high; row += 1) {
    const start = offset + (row * shape.width + left) * shape.channels;
    target.fill(0.5, start, start + wide * shape.channels);
  }
}

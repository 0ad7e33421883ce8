/** What a large set is made of. */
export interface CocoRecipe {
  readonly nimg: number;
  readonly ncat: number;
  readonly gtPer: number;
  readonly dtPer: number;
  readonly seed: number;
}

interface Found {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  readonly score: number;
}

interface Labelled {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  readonly area: number;
  readonly iscrowd: number;
}

/** A box in hundredths of a pixel, with its class. */
interface GridBox {
  readonly of: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Whole numbers below `below`, by image and slot: the finish of MurmurHash3 over both and the seed. */
type Draw = (slot: number, below: number) => number;

const [width, height] = [640, 480];
const [gridWidth, gridHeight] = [width * 100, height * 100];

/** A made test set the size of COCO's, the same wherever it is made: common and rare classes, crowds, near misses, many equal scores. */
export function makeCocoBench({ nimg, ncat, gtPer, dtPer, seed }: CocoRecipe) {
  const annotations: Labelled[] = [];
  const results: Found[] = [];
  for (let image = 0; image < nimg; image++) {
    const draw: Draw = (slot, below) => hash(image, slot, seed) % below;
    const there: GridBox[] = [];
    for (let at = 0, count = draw(1, 2 * gtPer + 1); at < count; at++) {
      const box = placeTruth(draw, 100 + at * 16, ncat);
      there.push(box);
      annotations.push({
        id: annotations.length + 1,
        ...shared(image, box),
        area: (box.w * box.h) / 20_000,
        iscrowd: draw(100 + at * 16 + 7, 100) < 1 ? 1 : 0,
      });
    }
    for (let at = 0, count = draw(2, 2 * dtPer + 1); at < count; at++) {
      const slot = 100_000 + at * 16;
      const near = there.length > 0 && draw(slot, 100) < 55 ? there[draw(slot + 1, there.length)] : undefined;
      const box = near === undefined ? placeAnywhere(draw, slot, ncat) : moveBox(draw, slot, near, ncat);
      const thousandths = near === undefined ? 1 + draw(slot + 8, 500) : 200 + draw(slot + 8, 800);
      results.push({ ...shared(image, box), score: thousandths / 1000 });
    }
  }
  const images = Array.from({ length: nimg }, (_, at) => ({ id: at + 1, width, height, file_name: `${at}.jpg` }));
  const categories = Array.from({ length: ncat }, (_, at) => ({ id: at + 1, name: `c${at}` }));
  return { truth: { images, annotations, categories }, results };
}

function shared(image: number, { of, x, y, w, h }: GridBox) {
  return { image_id: image + 1, category_id: of + 1, bbox: [x / 100, y / 100, w / 100, h / 100] };
}

/** The product of two draws makes low classes common and high ones rare; the doubling makes most boxes small. */
function placeTruth(draw: Draw, slot: number, classes: number): GridBox {
  const of = Math.floor(((draw(slot, 10_000) * draw(slot + 1, 10_000)) / 100_000_000) * classes);
  const doubled = draw(slot + 2, 7);
  const w = 400 + draw(slot + 3, 500 << doubled);
  const h = 400 + draw(slot + 4, 500 << doubled);
  return { of, w, h, x: draw(slot + 5, gridWidth - w), y: draw(slot + 6, gridHeight - h) };
}

function placeAnywhere(draw: Draw, slot: number, classes: number): GridBox {
  const w = 500 + draw(slot + 4, 20_000);
  const h = 500 + draw(slot + 5, 20_000);
  return { of: draw(slot + 3, classes), w, h, x: draw(slot + 6, gridWidth - w), y: draw(slot + 7, gridHeight - h) };
}

/** A box near another: each side and place off by up to a fifth of a side, the class another one time in twelve or so. */
function moveBox(draw: Draw, slot: number, { of, x, y, w, h }: GridBox, classes: number): GridBox {
  const off = (at: number, side: number): number => Math.floor((side * (draw(slot + at, 401) - 200)) / 1000);
  return {
    of: draw(slot + 2, 100) < 92 ? of : draw(slot + 3, classes),
    w: w + off(4, w),
    h: h + off(5, h),
    x: x + off(6, w),
    y: y + off(7, h),
  };
}

function hash(image: number, slot: number, seed: number): number {
  return mix(mix((Math.imul(image, 0x9e37_79b1) + seed) >>> 0) ^ Math.imul(slot, 0x7feb_352d));
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Labels and results with masks in all forms that COCO knows: star-shaped polygons that may leave the image, several of one object, and runs. */
export function makeMaskedSet(seed: number) {
  const draw = drawer(seed);
  const [width, height] = [90, 70];
  const images = Array.from({ length: 12 }, (_, at) => ({ id: at * 3 + 1, width, height, file_name: `${at}.png` }));
  const categories = [1, 2].map((id) => ({ id, name: `c${id}` }));
  const annotations = images.flatMap(({ id: image_id }, at) =>
    Array.from({ length: 5 }, (_, nth) => {
      const [x, y, radius] = [draw() * width, draw() * height, 4 + draw() * 25];
      const isCrowd = nth === 4;
      const segmentation = isCrowd
        ? { size: [height, width], counts: runsOf(draw, width * height) }
        : stars(draw, x, y, radius, 1 + (nth % 2));
      const box = [x - radius, y - radius, radius * 2, radius * 2];
      const shared = { id: at * 5 + nth + 1, image_id, category_id: 1 + (nth % 2), iscrowd: Number(isCrowd), area: radius * radius * 2 };
      return { ...shared, bbox: box, segmentation, at: { x, y, radius } };
    }),
  );
  const results = annotations.flatMap(({ image_id, category_id, at: { x, y, radius } }) =>
    Array.from({ length: 3 }, () => ({
      image_id,
      category_id,
      segmentation: {
        size: [height, width],
        counts: encode(discRuns(x + draw() * 6 - 3, y + draw() * 6 - 3, radius * (0.6 + draw() * 0.5), width, height)),
      },
      score: Math.round(draw() * 20) / 20,
    })),
  );
  return { truth: { images, categories, annotations }, results };
}

type Draw = () => number;

/** Marsaglia's xorshift of 32 bits, 0 to 1. */
function drawer(seed: number): Draw {
  let state = seed * 2_654_435_761;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Corners in hundredths, some of them twice and some beyond the image. */
function stars(draw: Draw, x: number, y: number, radius: number, count: number): number[][] {
  return Array.from({ length: count }, (_, nth) => {
    const corners = 3 + Math.floor(draw() * 9);
    return Array.from({ length: corners }, (_, at) => {
      const [angle, length] = [(at / corners) * 2 * Math.PI, radius * (0.3 + draw())];
      const point = [x + nth * radius + length * Math.cos(angle), y + length * Math.sin(angle)].map(
        (value) => Math.round(value * 100) / 100,
      );
      return draw() < 0.1 ? [...point, ...point] : point;
    }).flat();
  });
}

function runsOf(draw: Draw, pixels: number): number[] {
  const runs: number[] = [];
  let left = pixels;
  while (left > 0) {
    const run = Math.min(left, 1 + Math.floor(draw() * 200));
    runs.push(run);
    left -= run;
  }
  return runs;
}

function discRuns(x: number, y: number, radius: number, width: number, height: number): number[] {
  const runs = [0];
  for (let at = 0; at < width * height; at++) {
    const isOn = Math.hypot(Math.floor(at / height) - x, (at % height) - y) <= radius;
    if (isOn === (runs.length % 2 === 1)) {
      runs.push(0);
    }
    runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
  }
  return runs;
}

/** Runs as COCO's string: groups of five bits, the lowest first, with a flag for "more". */
function encode(runs: readonly number[]): string {
  return runs
    .map((run, at) => {
      let value = at > 2 ? run - (runs[at - 2] ?? 0) : run;
      let text = '';
      for (let isMore = true; isMore;) {
        const group = value & 31;
        value >>= 5;
        isMore = (group & 16) === 0 ? value !== 0 : value !== -1;
        text += String.fromCharCode(group + (isMore ? 32 : 0) + 48);
      }
      return text;
    })
    .join('');
}

/** A made test set of objects in COCO's form, and what two models find in it. */
export interface Scenes {
  readonly truth: SceneTruth;
  /** What a model of that skill finds: boxes that are the less off, and the fewer missed, the greater it is (0 to 1). */
  readonly found: (skill: number) => readonly SceneResult[];
}

interface SceneTruth {
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
    readonly camera: string;
  }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly SceneObject[];
}

interface SceneObject {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly number[];
  readonly area: number;
  readonly segmentation: readonly (readonly number[])[];
}

/** One entry of COCO results. */
export interface SceneResult {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox?: readonly number[];
  readonly segmentation?: readonly (readonly number[])[];
  readonly score: number;
}

const side = 120;
const categories = [
  { id: 3, name: 'car' },
  { id: 8, name: 'bus' },
];

/** So many images of one to four objects; `kind` says whether models give boxes or polygons. */
export function makeScenes(images: number, kind: 'boxes' | 'masks' = 'boxes', seed = 1): Scenes {
  let state = seed;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const annotations: SceneObject[] = [];
  for (let image = 1; image <= images; image++) {
    for (let count = 1 + Math.floor(draw() * 4); count > 0; count--) {
      const [width, height] = [15 + draw() * 35, 15 + draw() * 35];
      const box = [draw() * (side - width), draw() * (side - height), width, height];
      const category_id = categories[Math.floor(draw() * 2)]?.id ?? 3;
      annotations.push({
        id: annotations.length + 1,
        image_id: image,
        category_id,
        bbox: box,
        area: width * height,
        segmentation: [outline(box)],
      });
    }
  }
  const luck = annotations.map(() => [draw(), draw(), draw(), draw(), draw()] as const);
  return {
    truth: {
      images: Array.from({ length: images }, (_, at) => ({
        id: at + 1,
        file_name: `${String(at + 1).padStart(4, '0')}.png`,
        width: side,
        height: side,
        camera: at % 2 === 0 ? 'a' : 'b',
      })),
      categories,
      annotations,
    },
    found: (skill) =>
      annotations.flatMap(({ image_id, category_id, bbox: [x = 0, y = 0, width = 0, height = 0] }, at) => {
        const [miss = 0, across = 0, down = 0, sure = 0, mixUp = 0] = luck[at] ?? [];
        const off = (1 - skill) * 0.8;
        const box = [x + width * off * (across - 0.5), y + height * off * (down - 0.5), width, height];
        const other = category_id === 3 ? 8 : 3;
        const shape = kind === 'boxes' ? { bbox: box } : { segmentation: [outline(box)] };
        const score = Number((0.3 + 0.7 * sure).toFixed(4));
        return miss < (1 - skill) * 0.4
          ? []
          : [{ image_id, category_id: mixUp < (1 - skill) * 0.2 ? other : category_id, ...shape, score }];
      }),
  };
}

function outline([x = 0, y = 0, width = 0, height = 0]: readonly number[]): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

/** The same as YOLO text, by the name of the image: boxes or polygons as shares of the image, with a score last where there is one. */
export function asYolo(
  { images }: SceneTruth,
  objects: readonly (Pick<SceneResult, 'image_id' | 'category_id' | 'bbox' | 'segmentation'> & { readonly score?: number })[],
  kind: 'boxes' | 'masks',
): Record<string, string> {
  return Object.fromEntries(
    images.map(({ id, file_name }) => {
      const lines = objects
        .filter(({ image_id }) => image_id === id)
        .map(({ category_id, bbox = [], segmentation: [polygon = []] = [], score }) => {
          const [x = 0, y = 0, width = 0, height = 0] = bbox;
          const numbers = kind === 'boxes' ? [x + width / 2, y + height / 2, width, height] : polygon;
          const of = categories.findIndex((one) => one.id === category_id);
          return [of, ...numbers.map((value) => value / side), ...(score === undefined ? [] : [score])].join(' ');
        });
      return [file_name.replace('.png', '.txt'), `${lines.join('\n')}\n`];
    }),
  );
}

/** Yes-or-no truths and answers, one entry an image in both arrays: 1 is the class that is asked about. */
export interface BinaryAnswers {
  readonly truth: Uint8Array;
  readonly predicted: Uint8Array;
}

/** A partition of images: by the values of one column, or of several together. */
export interface Groups {
  /** The values of a group, one a column, in the order of the columns; groups are sorted by them. */
  readonly values: readonly (readonly string[])[];
  /** The number of its group for each image; -1 for an image that has no value in one of the columns. */
  readonly ofImage: Int32Array;
}

/** How the answers on a set of images turned out. */
export interface BinaryCounts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/** Groups images by the values of columns, each with one entry an image; an empty entry is no value. */
export function groupImages(columns: readonly (readonly string[])[]): Groups {
  const images = columns[0]?.length ?? 0;
  const keys = Array.from({ length: images }, (_, image) => keyOf(columns.map((column) => column[image] ?? '')));
  const known = [...new Set(keys.filter((key) => key !== undefined))].toSorted(compareKeys);
  const numbers = new Map(known.map((key, at) => [key, at]));
  return {
    values: known.map((key) => JSON.parse(key) as string[]),
    ofImage: Int32Array.from(keys, (key) => (key === undefined ? -1 : (numbers.get(key) ?? -1))),
  };
}

function keyOf(values: readonly string[]): string | undefined {
  return values.includes('') ? undefined : JSON.stringify(values);
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Counts the answers of every group. */
export function countGroups({ truth, predicted }: BinaryAnswers, { values, ofImage }: Groups): BinaryCounts[] {
  const cells = new Int32Array(values.length * 4);
  for (let image = 0; image < ofImage.length; image++) {
    const group = ofImage[image] ?? -1;
    if (group >= 0) {
      const cell = group * 4 + (truth[image] ?? 0) * 2 + (predicted[image] ?? 0);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
  }
  return values.map((_, group) => {
    const [trueNegative = 0, falsePositive = 0, falseNegative = 0, truePositive = 0] = cells.subarray(group * 4, group * 4 + 4);
    return { truePositive, falsePositive, trueNegative, falseNegative };
  });
}

const cellNames = ['truePositive', 'falsePositive', 'trueNegative', 'falseNegative'] as const;

/** The counts of all groups together, or of one group's complement when that is taken off. */
export function sumCounts(all: readonly BinaryCounts[], without?: BinaryCounts): BinaryCounts {
  const sum = (cell: (typeof cellNames)[number]): number =>
    all.reduce((total, counts) => total + counts[cell], 0) - (without === undefined ? 0 : without[cell]);
  return {
    truePositive: sum('truePositive'),
    falsePositive: sum('falsePositive'),
    trueNegative: sum('trueNegative'),
    falseNegative: sum('falseNegative'),
  };
}

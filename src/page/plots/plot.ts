/** A place of a plot that the reader can be at. */
export interface Stop {
  /** What stands there: `epoch 7`. */
  readonly title: string;
  /** The values there, each of a side; without one it is of neither. */
  readonly values: readonly { readonly side?: 'base' | 'head'; readonly text: string }[];
  /** What is drawn there. */
  readonly rows: readonly object[];
}

/** What a plot shows now. */
export interface Picture {
  readonly rows: readonly object[];
  readonly stops: readonly Stop[];
  /** How many stops the up and down keys go. */
  readonly stride: number;
  /** The stop that a point of the plot belongs to, in its own units. */
  readonly find: (x: number, y: number) => number;
  /** Where the reader is at first; nowhere unless given. */
  readonly start?: number;
  /** Signals of the plot. */
  readonly signals?: Readonly<Record<string, unknown>>;
}

/** A plot that may be shown in several ways, one chosen by `label`. */
export interface Plot {
  readonly label: string;
  readonly options: readonly string[];
  readonly isShort: boolean;
  readonly show: (option: number) => Picture;
  /** Height for a width, in CSS pixels. */
  readonly height: (width: number) => number;
}

/** The place of the value that is nearest to `x`. */
export function nearest(values: readonly number[], x: number): number {
  return values.reduce(
    (best, value, at) => (Math.abs(value - x) < Math.abs((values[best] ?? Number.POSITIVE_INFINITY) - x) ? at : best),
    0,
  );
}

/** Names a value of a model: a metric of the table of its task, for a class by its number where it is about one. */
export interface MetricId {
  readonly name: string;
  readonly of?: number;
}

/** A row of the table of a task's metrics. A metric that isn't in the table closes a gate. */
export interface MetricRow {
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /** Whether it is of the whole model, of one class, or of either. */
  readonly of: 'model' | 'class' | 'either';
  /** Whether labels alone don't do. */
  readonly needsScores: boolean;
  /** The least and the greatest that it can be, where it is no share: shares go from 0 to 1, and are told in percent. */
  readonly range?: readonly [low: number, high: number];
}

/** Any of a task's metrics when each image counts so often: ones are the test set, zeros and ones a slice, drawn counts a resample. */
export interface Scorer {
  readonly images: number;
  /** One value a metric, NaN where it is undefined; `counts` has one whole number, 0 or more, an image. */
  score(counts: Int32Array, metrics: readonly MetricId[]): Float64Array;
  /** A scorer of some images alone, numbered in this order, where that is quicker than counting the others 0 times. */
  among?(images: Int32Array): Scorer;
}

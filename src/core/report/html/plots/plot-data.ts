/** What the page's script draws: numbers, and names as text. It stands in the page as JSON, and the tables beside it say the same. */
export interface PlotData {
  readonly curve: CurveData;
  readonly 'precision-recall': PrecisionRecallData;
  readonly reliability: ReliabilityData;
  readonly confusion: ConfusionData;
}

/** Which plot a figure holds. */
export type PlotKind = keyof PlotData;

/** One measure over the course of both trainings. */
export interface CurveData {
  readonly axis: 'epoch' | 'step';
  readonly base: Points | null;
  readonly head: Points | null;
}

/** Parallel columns, x rising. */
interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Precision of both models at the same steps of recall; null where a class doesn't reach it. */
export interface PrecisionRecallData {
  readonly recall: readonly number[];
  readonly classes: readonly { readonly name: string; readonly base: Precision; readonly head: Precision }[];
}

type Precision = readonly (number | null)[] | null;

/** Bins of confidence that hold images. */
export interface ReliabilityData {
  readonly base: readonly ReliabilityBin[] | null;
  readonly head: readonly ReliabilityBin[] | null;
}

/** Images whose confidence lies from `low` to `high`: their mean confidence and the share that was right. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Counts by truth (rows) and prediction (columns), both models by the same classes. */
export interface ConfusionData {
  readonly classes: readonly string[];
  readonly base: readonly (readonly number[])[];
  readonly head: readonly (readonly number[])[];
}

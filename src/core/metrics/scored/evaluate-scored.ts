import { type Estimates, undefinedEstimate } from '../estimate.ts';
import { estimateScorer } from '../estimate-scorer.ts';
import type { ScoredModel } from '../scored-model.ts';
import type { MetricId, Scorer } from '../scorer.ts';
import type { ImageFacts } from '../slices/image-facts.ts';
import { sliceColumns } from '../slices/slice-column.ts';
import type { SliceSpec } from '../slices/slice-spec.ts';
import { isTooSmall } from '../slices/too-small.ts';
import { defaultPrimary, metricsOf } from '../task.ts';
import { digestTestSet } from '../test-set-digest.ts';
import type { ScoredEvaluation } from './scored-evaluation.ts';
import { unseenClasses } from './unseen-classes.ts';

/** An image that was judged: its id, what is known of it, and the numbers of the classes in it. */
export interface JudgedImage {
  readonly facts: Omit<ImageFacts, 'label'>;
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  /** Digests of all that is there, and of all that the model said. */
  readonly truthDigest: string;
  readonly answerDigest: string;
}

/** A test set that a model was judged on; images sorted by id, as the scorer numbers them. */
export interface JudgedSet {
  readonly task: ScoredEvaluation['task'];
  /** Those of the test set, then those that only the model knows. */
  readonly classes: readonly string[];
  /** How many are the test set's. */
  readonly testClasses: number;
  /** By class, the score from which on the spec has it said: another makes another test set. Left out where there is none. */
  readonly thresholds?: readonly number[];
  readonly images: readonly JudgedImage[];
  readonly skipped: readonly string[];
  readonly scorer: Scorer;
}

/** Every metric of the task with its interval: of the model, of each class, and of the model on each slice. */
export function evaluateScored(judged: JudgedSet, slices: readonly SliceSpec[]): ScoredModel<ScoredEvaluation> {
  const { task, classes, images, scorer } = judged;
  const cuts = cutSlices(judged, slices);
  const truths = images.map(({ truthDigest }) => truthDigest);
  const rows = metricsOf(task);
  const ofModel = rows.filter(({ of }) => of !== 'class').map(({ name }) => ({ name }));
  const ofClass = rows.filter(({ of }) => of !== 'model').map(({ name }) => name);
  const everywhere = Int32Array.from(images, (_, image) => image);
  const all = estimateAll(judged, [...ofModel, ...classes.flatMap((_, of) => ofClass.map((name) => ({ name, of })))], everywhere);
  const names = images.map(({ facts }) => facts.image);
  const own = classes.slice(0, judged.testClasses).map((name, of) => ['', describeClass(name, judged.thresholds?.[of])] as const);
  const evaluation: ScoredEvaluation = {
    version: 1,
    task,
    classes: [...classes],
    testSet: digestTestSet([...names.map((name, at) => [name, truths[at] ?? ''] as const), ...own]),
    images: images.length,
    skipped: [...judged.skipped],
    metrics: toRecord(ofModel, all),
    byClass: classes.map((name, of) => ({
      class: name,
      images: images.filter(({ truth }) => truth.includes(of)).length,
      predicted: images.filter(({ predicted }) => predicted.includes(of)).length,
      metrics: toRecord(
        ofClass.map((name) => ({ name })),
        all.slice(ofModel.length + of * ofClass.length),
      ),
    })),
    slices: cuts.slices.map(({ column, value, images: only }) => {
      const metrics = toRecord(ofModel, estimateAll(judged, ofModel, only));
      return { column, value, images: only.length, tooSmall: isSmall(only.length, metrics[defaultPrimary(task)]), metrics };
    }),
    rows: {
      image: names,
      truth: images.map(({ truth }) => [...truth]),
      predicted: images.map(({ predicted }) => [...predicted]),
      metadata: cuts.metadata,
    },
  };
  return {
    evaluation,
    scorer,
    truths,
    answers: images.map(({ answerDigest }) => answerDigest),
    findSlice: (column, value) => cuts.slices.find((slice) => slice.column === column && slice.value === value),
    unseen: (only) => unseenAmong(judged, only ?? everywhere),
  };
}

function describeClass(name: string, threshold: number | undefined): string {
  return threshold === undefined ? name : `${name}\n${threshold}`;
}

type Estimate = Estimates[string];

function estimateAll(judged: JudgedSet, metrics: readonly MetricId[], only: Int32Array): Estimate[] {
  return estimateScorer(judged.scorer, metrics, { only, unseen: unseenAmong(judged, only) });
}

function unseenAmong({ images, classes }: JudgedSet, only: Int32Array): ReturnType<typeof unseenClasses> {
  return unseenClasses(
    images.map(({ truth }) => truth),
    classes.length,
    only,
  );
}

function toRecord(metrics: readonly MetricId[], estimates: readonly Estimate[]): Estimates {
  return Object.fromEntries(metrics.map(({ name }, at) => [name, estimates[at] ?? undefinedEstimate]));
}

function isSmall(images: number, { low, high }: Estimate = undefinedEstimate): boolean {
  return isTooSmall(images, low === null || high === null ? null : { low, high });
}

interface Cuts {
  readonly slices: readonly { readonly column: string; readonly value: string; readonly images: Int32Array }[];
  readonly metadata: Record<string, string[]>;
}

/** A slice by class is the images that hold it, so an image may be in several; `label` of an expression are their names with commas between. */
function cutSlices({ classes, images }: JudgedSet, specs: readonly SliceSpec[]): Cuts {
  const facts = images.map(({ facts, truth }) => ({ ...facts, label: truth.map((of) => classes[of] ?? '').join(',') }));
  const columns = sliceColumns(
    facts,
    specs.filter((spec) => !isClass(spec)),
  );
  const where = (wanted: (image: number) => boolean): Int32Array =>
    Int32Array.from(images.flatMap((_, image) => (wanted(image) ? [image] : [])));
  const byClass = classes.map((value, of) => ({
    column: 'class',
    value,
    images: where((image) => images[image]?.truth.includes(of) === true),
  }));
  return {
    slices: [
      ...(specs.some(isClass) ? byClass.filter(({ images: only }) => only.length > 0) : []),
      ...columns.flatMap(({ column, values, slices }) =>
        slices.map((value) => ({ column, value, images: where((image) => values[image] === value) })),
      ),
    ],
    metadata: Object.fromEntries(columns.map(({ column, values }) => [column, [...values]])),
  };
}

function isClass(spec: SliceSpec): boolean {
  return typeof spec === 'object' && 'class' in spec;
}

import type { ImageChanges } from '../../data-diff/image-changes-report.ts';
import type { StoredEvaluation } from '../../metrics/stored-evaluation.ts';
import type { ValuesDiff } from '../../pipeline/metrics-diff.ts';
import { strPython } from '../../value/python-text.ts';
import type { Value } from '../../value/value.ts';
import { findConfusions, jointClasses, renumberConfusion } from '../confusions.ts';
import { describeFindings } from '../curve-text.ts';
import type { Curve } from '../curves.ts';
import { firstOfEach } from '../data-text.ts';
import type { Flip } from '../flips.ts';
import { thinForSparkline } from '../markdown/sparkline.ts';
import { findChangedImages } from '../objects/changed-images.ts';
import { errorRows } from '../objects/error-rows.ts';
import type { ReportData, ReportSide, ScoredReportData } from '../report-data.ts';
import type { GovernedKey } from './governed-keys.ts';
import { maxDataClasses, maxListed, type ReportAnswers, type ReportFile } from './report-file.ts';

/** What a report file holds besides what every report shows. */
export interface FileExtras extends Pick<ReportFile, 'training'> {
  readonly parameters: ValuesDiff;
  readonly changedKeys: readonly GovernedKey[];
}

type Side = ReportFile['base'];

/** The report as data, of a size that doesn't grow with the images: rows and pictures are left out, lists are cut. */
export function makeReportFile(data: ReportData | ScoredReportData, { training, parameters, changedKeys }: FileExtras): ReportFile {
  const { comparison, model, provenance, version } = data;
  const changes = [...parameters].flatMap(([file, values]) => [...values].map(([name, one]) => ({ file, name, ...one })));
  return shorten({
    version: 1,
    sightline: version,
    model,
    base: describeSide(data.base, comparison.metric),
    head: describeSide(data.head, comparison.metric),
    comparison: 'discordance' in comparison ? { ...comparison, task: 'classification' } : describeScored(comparison),
    answers: 'flips' in data ? describeAnswers(data) : describeErrors(data),
    data: data.data === undefined ? null : cutChanges(data.data.changes),
    parameters: {
      count: changes.length,
      changes: changes.slice(0, maxListed).map((one) => ({ file: one.file, name: one.name, base: textOf(one.old), head: textOf(one.new) })),
    },
    lineage: provenance,
    training,
    changedKeys,
  });
}

/** As DVC writes it; null where there is none. */
function textOf(value: Value): string | null {
  return value === null ? null : strPython(value);
}

function describeScored(comparison: ScoredReportData['comparison']): ReportFile['comparison'] {
  const { task } = comparison;
  if (task === 'classification') {
    throw new TypeError('a classifier is compared by its answers');
  }
  return { ...comparison, task };
}

function describeSide({ name, commit, evaluation, curves }: ReportSide, metric: string): Side {
  return {
    name,
    commit: commit ?? null,
    testSet: evaluation.testSet,
    own: ownEstimate(evaluation, metric),
    courses: curves?.curves.map(describeCourse) ?? [],
    findings: curves === undefined ? [] : describeFindings(curves).slice(0, maxListed),
  };
}

/** An evaluation of a classifier has the interval of its accuracy alone. */
function ownEstimate(evaluation: StoredEvaluation, metric: string): Side['own'] {
  if (evaluation.task !== 'classification') {
    return evaluation.metrics[metric] ?? null;
  }
  return metric === 'accuracy' ? evaluation.overall.accuracy : null;
}

function describeCourse({ name, y }: Curve): Side['courses'][number] {
  const extreme = (of: (a: number, b: number) => number): number | null => (y.length === 0 ? null : y.reduce((a, b) => of(a, b)));
  return {
    name,
    points: y.length,
    first: y[0] ?? null,
    last: y.at(-1) ?? null,
    low: extreme(Math.min),
    high: extreme(Math.max),
    values: thinForSparkline(y),
  };
}

const maxMatrixClasses = 20;
const maxConfusions = 30;

function describeAnswers({ base, head, flips }: ReportData): ReportAnswers {
  const classes = jointClasses(base.evaluation, head.evaluation);
  const isSmall = classes.length <= maxMatrixClasses;
  const [before, now] = [base.evaluation, head.evaluation];
  return {
    flips: { ...flips, fixes: flips.fixes.map(withoutPicture), breaks: flips.breaks.map(withoutPicture) },
    matrix: isSmall ? { classes, base: renumberConfusion(before, classes), head: renumberConfusion(now, classes) } : null,
    confusions: isSmall ? [] : findConfusions(before, now, maxConfusions),
  };
}

function withoutPicture({ image, truth, base, head }: Flip): Omit<Flip, 'thumbnail'> {
  return { image, truth, base: withoutScores(base), head: withoutScores(head) };
}

function withoutScores({ label, confidence }: Flip['base']): Flip['base'] {
  return { label, confidence };
}

const maxChangedImages = 15;

function describeErrors({ base, head }: ScoredReportData): ReportAnswers {
  return {
    errors: errorRows(base.evaluation, head.evaluation),
    changed: findChangedImages(base.evaluation, head.evaluation, maxChangedImages),
  };
}

const imagesOfClass = 5;

function few<Image extends { readonly class: string | null }>(images: readonly Image[]): readonly Image[] {
  return firstOfEach(images, imagesOfClass).slice(0, maxListed);
}

function cutChanges({ added, removed, changed, moved, relabelled, classes, ...rest }: ImageChanges): ImageChanges {
  return {
    ...rest,
    classes: classes.slice(0, maxDataClasses),
    added: { ...added, images: few(added.images) },
    removed: { ...removed, images: few(removed.images) },
    changed: { ...changed, images: few(changed.images) },
    moved: { ...moved, images: few(moved.images) },
    relabelled: { ...relabelled, pairs: relabelled.pairs.slice(0, maxListed), images: relabelled.images.slice(0, maxListed) },
  };
}

const longestText = 4096;

/** The same value with texts cut to what a report file may hold. */
function shorten<Value>(value: Value): Value;
function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.slice(0, longestText);
  }
  if (Array.isArray(value)) {
    return value.map((one: unknown) => shorten(one));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shorten(one)]))
    : value;
}

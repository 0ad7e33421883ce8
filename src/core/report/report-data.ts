import type { ImageChanges } from '../data-diff/image-changes-report.ts';
import type { Comparison, Judgement } from '../metrics/comparison.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { ScoredComparison } from '../metrics/scored-comparison.ts';
import type { PrecisionRecall } from '../metrics/precision-recall.ts';
import type { StoredEvaluation, StoredScored } from '../metrics/stored-evaluation.ts';
import type { Curves } from './curves.ts';
import type { Flips } from './flips.ts';

/** One side of a report. */
export interface ReportSide<Evaluated extends StoredEvaluation = StoredEvaluation> {
  /** As the user named it: a branch, a revision, `workspace` or a file. */
  readonly name: string;
  /** The full commit id; undefined outside of commits. */
  readonly commit: string | undefined;
  readonly evaluation: Evaluated;
  /** Learning curves of its training, where the spec names them. */
  readonly curves: Curves | undefined;
  /** By class; undefined where nothing is ranked by a score. */
  readonly precisionRecall?: readonly PrecisionRecall[] | undefined;
}

/** One fact about where the sides come from. */
export interface ProvenanceRow {
  readonly what: string;
  readonly base: string;
  readonly head: string;
}

/** An image of the section on data. */
export interface ShownImage {
  readonly image: string;
  /** Null when the labels don't name it. */
  readonly class: string | null;
  readonly what: 'added' | 'changed' | 'removed' | 'relabelled';
  /** Of a relabelled image, the class that it had. */
  readonly was?: string;
  /** A small picture as a data URI, where the image could be read. */
  readonly thumbnail?: string;
  /** Of a changed image, the same of what it was. */
  readonly before?: string;
}

/** What changed in images and labels, and some of the images. */
export interface DataSection {
  readonly changes: ImageChanges;
  readonly pictures: readonly ShownImage[];
}

/** What every report shows, whatever the task. */
export interface ReportFrame {
  readonly model: string;
  readonly comparison: Judgement;
  readonly base: ReportSide;
  readonly head: ReportSide;
  /** Undefined when no image and no label changed. */
  readonly data: DataSection | undefined;
  readonly provenance: readonly ProvenanceRow[];
  /** What the reader should know besides, as plain sentences. */
  readonly notes: readonly string[];
  /** Sightline's own version. */
  readonly version: string;
}

/** Everything that the report on a classifier shows. */
export interface ReportData extends ReportFrame {
  readonly comparison: Comparison;
  readonly base: ReportSide<Evaluation>;
  readonly head: ReportSide<Evaluation>;
  readonly flips: Flips;
}

/** Everything that the report on a model that is judged by a scorer shows. */
export interface ScoredReportData extends ReportFrame {
  readonly comparison: ScoredComparison;
  readonly base: ReportSide<StoredScored>;
  readonly head: ReportSide<StoredScored>;
  /** Small pictures as data URIs, by image: some of those that changed. */
  readonly pictures?: ReadonlyMap<string, string>;
}

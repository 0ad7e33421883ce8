import type { Comparison } from '../metrics/comparison.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import type { Curves } from './curves.ts';
import type { Flips } from './flips.ts';

/** One side of a report. */
export interface ReportSide {
  /** As the user named it: a branch, a revision, `workspace` or a file. */
  readonly name: string;
  /** The full commit id; undefined outside of commits. */
  readonly commit: string | undefined;
  readonly evaluation: Evaluation;
  /** Learning curves of its training, where the spec names them. */
  readonly curves: Curves | undefined;
}

/** One fact about where the sides come from. */
export interface ProvenanceRow {
  readonly what: string;
  readonly base: string;
  readonly head: string;
}

/** Everything that a report shows. */
export interface ReportData {
  readonly model: string;
  readonly comparison: Comparison;
  readonly base: ReportSide;
  readonly head: ReportSide;
  readonly flips: Flips;
  readonly provenance: readonly ProvenanceRow[];
  /** What the reader should know besides, as plain sentences. */
  readonly notes: readonly string[];
  /** Sightline's own version. */
  readonly version: string;
}

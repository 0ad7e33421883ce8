import type { CheckAnnotation, CheckReport } from '../../core/github-ports.ts';
import type { Verdict } from '../../core/metrics/comparison.ts';

/** What is said of one report, wherever it is said. */
export interface Statement {
  /** The report's; undefined where the base branch has no spec that names a model. */
  readonly name: string | undefined;
  readonly verdict: Verdict | undefined;
  readonly conclusion: CheckReport['conclusion'];
  /** In a few plain words. */
  readonly title: string;
  /** Markdown, for the check run and the step's summary. */
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
  /** Markdown for the comment; undefined where none is written. */
  readonly comment: string | undefined;
}

/** The name of a report's check run. */
export function checkName(report: string | undefined): string {
  return report === undefined ? 'sightline' : `sightline / ${report}`;
}

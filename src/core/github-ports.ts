import type { ReportIdentity } from './github/report-marker.ts';

/** A report that is to stand on a pull request. */
export interface ReportComment extends ReportIdentity {
  readonly pullRequest: number;
  /** Markdown, without the marker. */
  readonly text: string;
}

/** What came of it: `kept` when a newer run's report stands there, which stays. */
export interface PlacedComment {
  readonly kind: 'created' | 'updated' | 'kept';
  readonly id: number;
}

/** Comments of pull requests that hold reports. */
export interface ReportComments {
  /**
   * Writes a report where the last one of the same name stands, or as a new comment: one, whatever breaks. `knownId`, where
   * an earlier run kept it, saves the search. Throws `github-denied`, `github-locked`, `github-limited`, `github-refused` or `github-failed`.
   */
  place(comment: ReportComment, knownId?: number): Promise<PlacedComment>;
}

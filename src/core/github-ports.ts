import type { CheckOrigin } from './github/check-origin.ts';
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

/** A report that stands on a pull request. */
export interface StandingReport extends ReportIdentity {
  /** The comment's. */
  readonly id: number;
  /** Markdown, without the marker. */
  readonly text: string;
}

/** Reports that were found, and whether there can be no other. */
export interface ChangedReports {
  readonly reports: readonly StandingReport[];
  readonly areAll: boolean;
}

/** Comments of pull requests that hold reports. All throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface ReportComments {
  /**
   * The reports among the first hundred comments that were written or changed since a time, in one request. One that every run since
   * then has changed comes before all comments that are younger, so few others can be before it.
   */
  changedSince(pullRequest: number, time: string | undefined): Promise<ChangedReports>;
  /** The report of that name. `knownId`, where an earlier run kept it, saves the search through all pages. */
  find(pullRequest: number, report: string, knownId?: number): Promise<StandingReport | undefined>;
  /** Writes a report in the place of the one that stands, or as a new comment: one, whatever breaks. Throws `github-locked`, too. */
  place(comment: ReportComment, standing: StandingReport | undefined): Promise<PlacedComment>;
}

/** A line of a file that a check points at. */
export interface CheckAnnotation {
  /** From the repository's root. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** What a check says about a commit. Title, summary and text are Markdown. */
export interface CheckReport {
  readonly name: string;
  /** The full commit id. */
  readonly head: string;
  readonly origin: CheckOrigin;
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required' | 'cancelled';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

/** What came of it: `kept` when a newer run's check stands on the commit. */
export interface PublishedCheck {
  readonly kind: 'created' | 'kept';
  readonly id: number;
}

/** A check that stands on a commit. */
export interface StandingCheck {
  readonly id: number;
  readonly origin: CheckOrigin;
}

/** Checks of commits. All throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface Checks {
  /** Ours of that name from the newest run. */
  newest(name: string, head: string): Promise<StandingCheck | undefined>;
  /** Adds a check with all annotations, each once, whatever breaks; it is completed when the last one is there. */
  publish(report: CheckReport): Promise<PublishedCheck>;
  /** The same without a look whether a newer run's stands there: for who knows that there is none. */
  add(report: CheckReport): Promise<number>;
}

/** Whom to believe. Throws `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface GithubTrust {
  /** Whether a person may write to the repository now. */
  mayWrite(login: string): Promise<boolean>;
}

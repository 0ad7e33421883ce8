import type { CheckOrigin } from './github/check-origin.ts';
import type { ReportIdentity, RunNumber } from './github/report-marker.ts';

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

/** Checks of commits. Both throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface Checks {
  /** Ours of that name from the newest run. */
  newest(name: string, head: string): Promise<StandingCheck | undefined>;
  /** Adds a check with all annotations, each once, whatever breaks; it is completed when the last one is there. */
  publish(report: CheckReport): Promise<PublishedCheck>;
}

/** What started a run of a workflow, as GitHub itself says it: an artifact of the run may claim anything. */
export interface RunSource {
  /** The full commit id. */
  readonly head: string;
  readonly event: string;
  /** The workflow's file in the repository. A pull request may change what stands in it, not where it is. */
  readonly workflow: string;
  /** Whether the head is in somebody else's repository. */
  readonly isFork: boolean;
  readonly run: RunNumber;
  /** The pull requests from that branch which have that head now, so that none is there after another push. */
  readonly pullRequests: readonly number[];
}

/** Whom and what to believe. Both throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface GithubTrust {
  sourceOf(run: number): Promise<RunSource>;
  /** Whether a person may write to the repository now. */
  mayWrite(login: string): Promise<boolean>;
}

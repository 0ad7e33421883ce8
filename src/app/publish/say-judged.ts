import type { StandingReport } from '../../core/github-ports.ts';
import { readHistory } from '../../core/github/run-history.ts';
import type { HeldReport } from '../../core/report/file/hold-to-base.ts';
import { renderMarkdown } from '../../core/report/markdown/report-markdown.ts';
import { countGates, verdictWords } from '../../core/report/verdict-text.ts';
import { withNotes, withoutRuns } from './comment-text.ts';
import type { Target } from './find-target.ts';
import type { Statement } from './statement.ts';

/** A report as base judges it. */
export interface Judged {
  readonly name: string;
  readonly held: HeldReport;
  /** Whether base has a spec for it: without one, nothing was asked of it. */
  readonly isRuled: boolean;
}

/** What a report has to say: its verdict and gates in a check, everything in the comment. */
export function sayJudged(judged: Judged, target: Target, standing: StandingReport | undefined, notes: readonly string[]): Statement {
  const { name, held } = judged;
  const { comparison } = held;
  const { isVerified } = target;
  const markdown = withNotes(renderFor(target, held, standing), [...target.notes, ...notes, ...describeLimits(judged, target)]);
  const gates = countGates(comparison.gates);
  return {
    name,
    verdict: comparison.verdict,
    conclusion: conclude(judged, target),
    title: `${isVerified ? '' : 'Unverified run: '}${verdictWords[comparison.verdict]}${gates === undefined ? '' : `, ${gates}`}`,
    summary: withoutRuns(markdown),
    annotations: [],
    comment: markdown,
  };
}

/** A merge queue has no comment whose history and pull request could be told. */
function renderFor({ pull, run: { run, attempt, head, url }, isVerified }: Target, held: HeldReport, standing?: StandingReport): string {
  if (pull === undefined) {
    return renderMarkdown(held);
  }
  const history = standing === undefined ? [] : readHistory(`\n${standing.text}`);
  const repositoryUrl = url.replace(/\/actions\/runs\/\d+$/, '');
  return renderMarkdown(held, { pullRequest: pull.number, head, repositoryUrl, run, attempt, verified: isVerified, history });
}

/**
 * Success only where base's gates hold, or where it has none and the model is no worse, and only for a run whose numbers were made by
 * a commit of this repository. What can't be told is neutral: a green tick on noise would be worse than none.
 */
function conclude({ held, isRuled }: Judged, { run, isVerified }: Target): Statement['conclusion'] {
  const { gates, verdict } = held.comparison;
  if (!isVerified || !isRuled) {
    return 'neutral';
  }
  if (run.conclusion !== 'success' || gates.some(({ outcome }) => outcome === 'fail')) {
    return 'failure';
  }
  if (gates.length > 0) {
    return gates.every(({ outcome }) => outcome === 'pass') ? 'success' : 'neutral';
  }
  return verdict === 'better' || verdict === 'equivalent' ? 'success' : 'neutral';
}

function describeLimits({ isRuled }: Judged, { run }: Target): string[] {
  return [
    ...(isRuled ? [] : ['No spec of the base branch is of this model, so no gate was held against it.']),
    ...(run.conclusion === 'success' ? [] : ['The run did not end well, although it left this report.']),
  ];
}

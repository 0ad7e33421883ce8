import type { CheckAnnotation, CheckReport } from '../../core/github-ports.ts';
import { cleanText } from '../../core/report/clean-text.ts';
import type { Verdict } from '../../core/metrics/comparison.ts';
import type { CheckAside } from './find-target.ts';

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

/**
 * The name of a report's check run. What was judged by another branch's rules, isn't the commit itself, or is a fork's own word, has a name that the
 * protection of the default branch doesn't ask for, and replaces no check that it does.
 */
export function checkName(report: string | undefined, { into, made }: CheckAside): string {
  const name = report === undefined ? 'sightline' : `sightline / ${report}`;
  const apart = [
    ...(made === undefined ? [] : [made]),
    ...(into.length === 0 ? [] : [`into ${cleanText(into.join(' or ')).slice(0, 100)}`]),
  ];
  return apart.length === 0 ? name : `${name} (${apart.join(', ')})`;
}

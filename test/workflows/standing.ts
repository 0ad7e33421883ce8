import { clientOf, defects } from '../support/twin-client.ts';
import type { Team } from './team.ts';

/** What reports left on the twin. */
export interface StandingReport {
  readonly comments: readonly { readonly id: number; readonly body: string }[];
  /** With the lines that each points at. */
  readonly checks: readonly { readonly id: number; readonly conclusion: string | null; readonly lines: readonly string[] }[];
}

/** The comments on a pull request, and the check runs of its head. */
export async function standing(team: Team, number: number, head: string): Promise<StandingReport> {
  const client = clientOf(team.twin, team.twin.token(['pull-requests:read', 'checks:read']));
  const [{ data: comments }, { data: checks }] = await Promise.all([
    client.issues.listComments({ ...defects, issue_number: number }),
    client.checks.listForRef({ ...defects, ref: head }),
  ]);
  return {
    comments: comments.map(({ id, body = '' }) => ({ id, body })),
    checks: await Promise.all(
      checks.check_runs.map(async ({ id, conclusion }) => {
        const { data } = await client.checks.listAnnotations({ ...defects, check_run_id: id });
        return { id, conclusion, lines: data.map(({ path, start_line: line }) => `${path}:${line}`) };
      }),
    ),
  };
}

import { SightlineError } from '../../core/errors.ts';
import type { CheckAnnotation, CheckReport, Checks, PublishedCheck, StandingCheck } from '../../core/github-ports.ts';
import { formatOrigin, parseOrigin } from '../../core/github/check-origin.ts';
import { isNewerRun } from '../../core/github/report-marker.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub } from './github-failure.ts';
import { untilCertain } from './until-certain.ts';

/** What GitHub takes of annotations in a request, and of a summary in UTF-16 units. */
const mostAnnotations = 50;
const longestSummary = 65_535;

/** Checks of one repository's commits. */
export class GithubChecks implements Checks {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async newest(name: string, head: string): Promise<StandingCheck | undefined> {
    const standing = await this.#list(name, head);
    return standing.reduce<StandingCheck | undefined>(
      (best, one) => (best === undefined || isNewerRun(one.origin, best.origin) ? one : best),
      undefined,
    );
  }

  async publish(report: CheckReport): Promise<PublishedCheck> {
    const newest = await this.newest(report.name, report.head);
    if (newest !== undefined && isNewerRun(newest.origin, report.origin)) {
      return { kind: 'kept', id: newest.id };
    }
    return { kind: 'created', id: await this.add(report) };
  }

  async add(report: CheckReport): Promise<number> {
    if (report.summary.length > longestSummary) {
      throw new SightlineError('internal', `a summary of ${report.summary.length} characters is longer than GitHub takes`);
    }
    const batches = inBatches(report.annotations);
    const id = await this.#create(report, batches[0] ?? [], batches.length <= 1);
    for (const [at, batch] of batches.entries()) {
      if (at > 0) {
        await this.#append(report, id, batch, at * mostAnnotations, at === batches.length - 1);
      }
    }
    return id;
  }

  #create(report: CheckReport, batch: readonly CheckAnnotation[], isLast: boolean): Promise<number> {
    const { name, head, origin, conclusion } = report;
    const external_id = formatOrigin(origin);
    const state = isLast ? ({ status: 'completed', conclusion } as const) : ({ status: 'in_progress' } as const);
    const body = { name, head_sha: head, external_id, ...state, output: outputOf(report, batch) };
    const asked = { what: `add the check '${name}'`, needs: 'checks: write' };
    return askGithub(this.#client, asked, ({ octokit, repository }) =>
      untilCertain(
        async () => (await octokit.rest.checks.create({ ...repository, ...body })).data.id,
        async () => (await this.#list(name, head)).find((one) => formatOrigin(one.origin) === external_id)?.id,
      ),
    );
  }

  /** GitHub appends annotations, so what was sent must not be sent again: their number tells whether it was taken. */
  async #append(report: CheckReport, id: number, batch: readonly CheckAnnotation[], before: number, isLast: boolean): Promise<void> {
    const state = isLast ? ({ status: 'completed', conclusion: report.conclusion } as const) : {};
    const asked = { what: `change the check '${report.name}'`, needs: 'checks: write' };
    await askGithub(this.#client, asked, ({ octokit, repository }) => {
      const run = { ...repository, check_run_id: id };
      return untilCertain(
        async () => {
          await octokit.rest.checks.update({ ...run, ...state, output: outputOf(report, batch) });
          return true;
        },
        async () => ((await octokit.rest.checks.get(run)).data.output.annotations_count > before ? true : undefined),
      );
    });
  }

  #list(name: string, head: string): Promise<readonly StandingCheck[]> {
    const asked = { what: `read the checks of ${head}`, needs: 'checks: read' };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      const query = { ...repository, ref: head, check_name: name, filter: 'all', per_page: 100 } as const;
      const { data } = await octokit.rest.checks.listForRef(query);
      return data.check_runs.flatMap(({ id, external_id: text }) => {
        const origin = parseOrigin(text ?? '');
        return origin === undefined ? [] : [{ id, origin }];
      });
    });
  }
}

function outputOf({ title, summary }: CheckReport, batch: readonly CheckAnnotation[]) {
  const annotations = batch.map(({ path, line, level, title, message }) => ({
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title,
    message,
  }));
  return { title, summary, annotations };
}

function inBatches<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / mostAnnotations);
  return Array.from({ length: count }, (_, at) => items.slice(at * mostAnnotations, (at + 1) * mostAnnotations));
}

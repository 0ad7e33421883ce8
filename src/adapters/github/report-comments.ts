import { SightlineError } from '../../core/errors.ts';
import type { ChangedReports, PlacedComment, ReportComment, ReportComments, StandingReport } from '../../core/github-ports.ts';
import { isNewerRun, longestComment, markReport, readMarker, withoutMarker } from '../../core/github/report-marker.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub, isMissing } from './github-failure.ts';
import { untilCertain } from './until-certain.ts';

/** A comment may be replaced by the same bytes twice, so its update may be repeated. */
const repeatable = { request: { retries: 3 } };
const pageSize = 100;

/** Reports as comments of pull requests, each found by its marker and by who wrote it: anybody can copy a marker. */
export class GithubReportComments implements ReportComments {
  readonly #client: GithubClient;
  readonly #author: string;

  /** `author` is the login that the token writes as. */
  constructor(client: GithubClient, author = 'github-actions[bot]') {
    this.#client = client;
    this.#author = author;
  }

  async changedSince(pullRequest: number, time: string | undefined): Promise<ChangedReports> {
    return askGithub(this.#client, reading(pullRequest), async ({ octokit, repository }) => {
      const since = time === undefined ? {} : { since: time };
      const query = { ...repository, issue_number: pullRequest, per_page: pageSize, ...since };
      const { data } = await octokit.rest.issues.listComments(query);
      return { reports: data.flatMap((one) => this.#recognize(one) ?? []), areAll: data.length < pageSize };
    });
  }

  async find(pullRequest: number, report: string, knownId?: number): Promise<StandingReport | undefined> {
    const known = knownId === undefined ? undefined : await this.#read(pullRequest, knownId);
    return known?.report === report ? known : this.#search(pullRequest, report);
  }

  async place(comment: ReportComment, standing: StandingReport | undefined): Promise<PlacedComment> {
    const body = markReport(comment, comment.text);
    if (body.length > longestComment) {
      throw new SightlineError('internal', `a comment of ${body.length} characters is longer than GitHub takes`);
    }
    return standing === undefined ? this.#create(comment, body) : this.#replace(standing, comment, body);
  }

  /** Another run may have written its own in the meantime. */
  async #create(comment: ReportComment, body: string): Promise<PlacedComment> {
    const { pullRequest, report, head, run, attempt, text } = comment;
    const asked = { what: `write a comment on pull request ${pullRequest}`, needs: 'pull-requests: write' };
    const standing = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      untilCertain<StandingReport>(
        async () => {
          const { data } = await octokit.rest.issues.createComment({ ...repository, issue_number: pullRequest, body });
          return { id: data.id, report, head, run, attempt, text };
        },
        () => this.#search(pullRequest, report),
      ),
    );
    const isOwn = standing.run === run && standing.attempt === attempt;
    return isOwn ? { kind: 'created', id: standing.id } : this.#replace(standing, comment, body);
  }

  async #replace(standing: StandingReport, comment: ReportComment, body: string): Promise<PlacedComment> {
    const { id } = standing;
    if (isNewerRun(standing, comment)) {
      return { kind: 'kept', id };
    }
    const asked = { what: `change a comment on pull request ${comment.pullRequest}`, needs: 'pull-requests: write' };
    const isThere = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      unlessMissing(async () => {
        await octokit.rest.issues.updateComment({ ...repository, comment_id: id, body, ...repeatable });
        return true;
      }),
    );
    return isThere === true ? { kind: 'updated', id } : this.#create(comment, body);
  }

  /** The comment that an earlier run named, if it is still there and still is a report. */
  async #read(pullRequest: number, id: number): Promise<StandingReport | undefined> {
    const asked = { what: `read comment ${id}`, needs: 'pull-requests: read' };
    return askGithub(this.#client, asked, ({ octokit, repository }) =>
      unlessMissing(async () => {
        const { data } = await octokit.rest.issues.getComment({ ...repository, comment_id: id });
        return data.issue_url.endsWith(`/issues/${pullRequest}`) ? this.#recognize(data) : undefined;
      }),
    );
  }

  async #search(pullRequest: number, report: string): Promise<StandingReport | undefined> {
    return askGithub(this.#client, reading(pullRequest), async ({ octokit, repository }) => {
      const query = { ...repository, issue_number: pullRequest, per_page: pageSize };
      for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listComments, query)) {
        const found = data.map((one) => this.#recognize(one)).find((one) => one?.report === report);
        if (found !== undefined) {
          return found;
        }
      }
      return undefined;
    });
  }

  #recognize({ id, body = '', user }: Written): StandingReport | undefined {
    const identity = user?.login === this.#author ? readMarker(body) : undefined;
    return identity === undefined ? undefined : { ...identity, id, text: withoutMarker(body) };
  }
}

interface Written {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
}

function reading(pullRequest: number): { readonly what: string; readonly needs: string } {
  return { what: `read the comments of pull request ${pullRequest}`, needs: 'pull-requests: read' };
}

/** Undefined when there is no such comment, or no longer. */
async function unlessMissing<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

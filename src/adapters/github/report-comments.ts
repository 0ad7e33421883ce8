import { SightlineError } from '../../core/errors.ts';
import type { PlacedComment, ReportComment, ReportComments } from '../../core/github-ports.ts';
import { isNewerRun, longestComment, markReport, readMarker, type ReportIdentity } from '../../core/github/report-marker.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub, isMissing } from './github-failure.ts';
import { untilCertain } from './until-certain.ts';

/** A comment may be replaced by the same bytes twice, so its update may be repeated. */
const repeatable = { request: { retries: 3 } };

interface Found {
  readonly id: number;
  readonly identity: ReportIdentity;
}

/** Reports as comments of pull requests, each found by its marker and by who wrote it: anybody can copy a marker. */
export class GithubReportComments implements ReportComments {
  readonly #client: GithubClient;
  readonly #author: string;

  /** `author` is the login that the token writes as. */
  constructor(client: GithubClient, author = 'github-actions[bot]') {
    this.#client = client;
    this.#author = author;
  }

  async place(comment: ReportComment, knownId?: number): Promise<PlacedComment> {
    const body = markReport(comment, comment.text);
    if (body.length > longestComment) {
      throw new SightlineError('internal', `a comment of ${body.length} characters is longer than GitHub takes`);
    }
    const known = knownId === undefined ? undefined : await this.#read(comment, knownId);
    const found = known ?? (await this.#search(comment));
    return found === undefined ? this.#create(comment, body) : this.#replace(found, comment, body);
  }

  /** Another run may have written its own in the meantime. */
  async #create(comment: ReportComment, body: string): Promise<PlacedComment> {
    const { pullRequest } = comment;
    const asked = { what: `write a comment on pull request ${pullRequest}`, needs: 'pull-requests: write' };
    const standing = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      untilCertain<Found>(
        async () => {
          const { data } = await octokit.rest.issues.createComment({ ...repository, issue_number: pullRequest, body });
          return { id: data.id, identity: comment };
        },
        () => this.#search(comment),
      ),
    );
    const isOwn = standing.identity.run === comment.run && standing.identity.attempt === comment.attempt;
    return isOwn ? { kind: 'created', id: standing.id } : this.#replace(standing, comment, body);
  }

  async #replace({ id, identity }: Found, comment: ReportComment, body: string): Promise<PlacedComment> {
    if (isNewerRun(identity, comment)) {
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

  /** The comment that an earlier run named, if it is still there and still is this report. */
  async #read(comment: ReportComment, id: number): Promise<Found | undefined> {
    const asked = { what: `read comment ${id}`, needs: 'pull-requests: read' };
    return askGithub(this.#client, asked, ({ octokit, repository }) =>
      unlessMissing(async () => {
        const { data } = await octokit.rest.issues.getComment({ ...repository, comment_id: id });
        const isHere = data.issue_url.endsWith(`/issues/${comment.pullRequest}`);
        return isHere ? this.#recognize(comment, data) : undefined;
      }),
    );
  }

  async #search(comment: ReportComment): Promise<Found | undefined> {
    const asked = { what: `read the comments of pull request ${comment.pullRequest}`, needs: 'pull-requests: read' };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      const query = { ...repository, issue_number: comment.pullRequest, per_page: 100 };
      for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listComments, query)) {
        const found = data.map((one) => this.#recognize(comment, one)).find((one) => one !== undefined);
        if (found !== undefined) {
          return found;
        }
      }
      return undefined;
    });
  }

  #recognize({ report }: ReportIdentity, comment: Written): Found | undefined {
    const identity = comment.user?.login === this.#author ? readMarker(comment.body ?? '') : undefined;
    return identity?.report === report ? { id: comment.id, identity } : undefined;
  }
}

interface Written {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
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

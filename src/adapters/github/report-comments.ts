import { setTimeout as sleep } from 'node:timers/promises';
import { SightlineError } from '../../core/errors.ts';
import type { PlacedComment, ReportComment, ReportComments } from '../../core/github-ports.ts';
import { isNewerRun, longestComment, markReport, readMarker, type ReportIdentity } from '../../core/github/report-marker.ts';
import type { GithubClient } from './github-client.ts';
import { asGithubError, type Asked, isMissing, isUncertain } from './github-failure.ts';

const mostTries = 3;
const pauseMilliseconds = 1000;
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
    const { pullRequest } = comment;
    const known = knownId === undefined ? undefined : await this.#read(comment, knownId);
    const found = known ?? (await this.#search(comment));
    if (found === undefined) {
      return this.#create(comment, body);
    }
    if (isNewerRun(found.identity, comment)) {
      return { kind: 'kept', id: found.id };
    }
    const asked = { what: `change a comment on pull request ${pullRequest}`, needs: 'pull-requests: write' };
    const isThere = await this.#ask(asked, async ({ octokit, repository }) => {
      try {
        await octokit.rest.issues.updateComment({ ...repository, comment_id: found.id, body, ...repeatable });
        return true;
      } catch (error) {
        if (isMissing(error)) {
          return false; // somebody has deleted it since
        }
        throw error;
      }
    });
    return isThere ? { kind: 'updated', id: found.id } : this.#create(comment, body);
  }

  /** Looks before each further try whether the one before was taken after all. */
  async #create(comment: ReportComment, body: string): Promise<PlacedComment> {
    const asked = { what: `write a comment on pull request ${comment.pullRequest}`, needs: 'pull-requests: write' };
    return this.#ask(asked, async ({ octokit, repository }) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const { data } = await octokit.rest.issues.createComment({ ...repository, issue_number: comment.pullRequest, body });
          return { kind: 'created', id: data.id };
        } catch (error) {
          if (!isUncertain(error)) {
            throw error;
          }
          await sleep(pauseMilliseconds * attempt);
          const found = await this.#search(comment);
          if (found !== undefined) {
            return isNewerRun(found.identity, comment) ? { kind: 'kept', id: found.id } : { kind: 'created', id: found.id };
          }
          if (attempt === mostTries) {
            throw error;
          }
        }
      }
    });
  }

  /** The comment that an earlier run named, if it is still there and still is this report. */
  async #read(comment: ReportComment, id: number): Promise<Found | undefined> {
    const asked = { what: `read comment ${id}`, needs: 'pull-requests: read' };
    return this.#ask(asked, async ({ octokit, repository }) => {
      try {
        const { data } = await octokit.rest.issues.getComment({ ...repository, comment_id: id });
        const isHere = data.issue_url.endsWith(`/issues/${comment.pullRequest}`);
        return isHere ? this.#recognize(comment, data) : undefined;
      } catch (error) {
        if (isMissing(error)) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async #search(comment: ReportComment): Promise<Found | undefined> {
    const asked = { what: `read the comments of pull request ${comment.pullRequest}`, needs: 'pull-requests: read' };
    return this.#ask(asked, async ({ octokit, repository }) => {
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

  async #ask<T>(asked: Asked, request: (client: GithubClient) => Promise<T>): Promise<T> {
    try {
      return await request(this.#client);
    } catch (error) {
      throw asGithubError(error, asked);
    }
  }
}

interface Written {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
}

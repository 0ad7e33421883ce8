import { SightlineError } from '../../core/errors.ts';
import type { PastRun, RunArtifact, WorkflowRuns } from '../../core/report-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub, isMissing, type Asked } from './github-failure.ts';
import { readBounded } from './read-bounded.ts';

/** How often a download is begun that breaks in the middle. */
const mostTries = 3;
const pageSize = 100;

/** Runs of one repository's workflows, and what they left. */
export class GithubRuns implements WorkflowRuns {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async ofBranch(branch: string): Promise<{ readonly runs: readonly PastRun[]; readonly areAll: boolean }> {
    const asked = { what: `read the runs of ${branch}`, needs: 'actions: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.listWorkflowRunsForRepo({ ...repository, branch, event: 'pull_request', per_page: pageSize }),
    );
    const runs = data.workflow_runs.map(
      ({ id, run_attempt: attempt = 1, path, head_sha: head, head_repository, created_at: createdAt, conclusion }) => {
        const [workflow = ''] = path.split('@');
        const from = head_repository as typeof head_repository | null; // null for a fork that was deleted, which the types don't say
        const isVoid = conclusion === 'cancelled' || conclusion === 'skipped';
        return { run: id, attempt, workflow, head, headRepository: from?.id, createdAt, isVoid };
      },
    );
    return { runs, areAll: runs.length < pageSize };
  }

  async artifacts(run: number): Promise<readonly RunArtifact[]> {
    const asked = { what: `list what run ${run} left`, needs: 'actions: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.listWorkflowRunArtifacts({ ...repository, run_id: run, per_page: pageSize }),
    );
    return data.artifacts.map(({ id, name, size_in_bytes: bytes, expired: isExpired }) => ({ id, name, bytes, isExpired }));
  }

  async download(artifact: RunArtifact, mostBytes: number): Promise<Uint8Array> {
    const asked = { what: `hand out the artifact ${artifact.name}`, needs: 'actions: read' };
    for (let attempt = 1; ; attempt += 1) {
      const body = await this.#open(asked, artifact);
      try {
        return await readBounded(body, mostBytes, artifact.name);
      } catch (cause) {
        if (cause instanceof SightlineError) {
          throw cause;
        }
        if (attempt === mostTries) {
          throw new SightlineError('github-failed', `GitHub could not ${asked.what}: the connection broke`, { cause });
        }
      }
    }
  }

  /** GitHub sends the client on to a store, which is not told the token. */
  #open(asked: Asked, artifact: RunArtifact): Promise<ReadableStream<Uint8Array>> {
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      try {
        const request = { parseSuccessResponseBody: false };
        const { data } = await octokit.rest.actions.downloadArtifact({
          ...repository,
          artifact_id: artifact.id,
          archive_format: 'zip',
          request,
        });
        return data as ReadableStream<Uint8Array>;
      } catch (error) {
        if (isMissing(error)) {
          throw new SightlineError('bad-artifact', `the artifact ${artifact.name} is gone: GitHub keeps them for some time only`);
        }
        throw error;
      }
    });
  }
}

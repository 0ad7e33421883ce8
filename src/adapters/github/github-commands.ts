import type { CommandDesk, CommandedPull, CommandedRun, DispatchInputs } from '../../core/command-ports.ts';
import type { GithubClient } from './github-client.ts';
import { GithubFacts } from './github-facts.ts';
import { GithubFiles } from './github-files.ts';
import { askGithub, isMissing, isRefused } from './github-failure.ts';
import { untilCertain } from './until-certain.ts';

/** A reaction stands once, however often it is sent. */
const repeatable = { request: { retries: 3 } };

/** GitHub as comment commands need it. */
export class GithubCommands implements CommandDesk {
  readonly #client: GithubClient;
  readonly #author: string;

  /** `author` is the login that the token writes as. */
  constructor(client: GithubClient, author = 'github-actions[bot]') {
    this.#client = client;
    this.#author = author;
  }

  mayWrite(login: string): Promise<boolean> {
    return new GithubFacts(this.#client).mayWrite(login);
  }

  async pullRequest(number: number): Promise<CommandedPull> {
    const asked = { what: `read pull request ${number}`, needs: 'pull-requests: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.pulls.get({ ...repository, pull_number: number }),
    );
    const { state, head, base } = data;
    const headRepository = head.repo as typeof head.repo | null; // null for a fork that was deleted, which the types don't say
    return {
      number,
      isOpen: state === 'open',
      head: head.sha,
      headBranch: head.ref,
      isFork: headRepository?.id !== base.repo.id,
      baseBranch: base.ref,
      base: base.sha,
      defaultBranch: base.repo.default_branch,
    };
  }

  async runs(event: string, branch?: string): Promise<readonly CommandedRun[]> {
    const asked = { what: `read the runs of ${event}`, needs: 'actions: read' };
    const query = { event, per_page: 100, ...(branch === undefined ? {} : { branch }) };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.listWorkflowRunsForRepo({ ...repository, ...query }),
    );
    return data.workflow_runs.map((run) => ({
      id: run.id,
      event: run.event,
      workflow: run.path,
      head: run.head_sha,
      isFork: (run.head_repository as typeof run.head_repository | null)?.id !== run.repository.id,
      title: run.display_title,
      createdAt: run.created_at,
      isOver: run.status === 'completed',
      pullRequests: (run.pull_requests ?? []).map((pull) => pull.number),
    }));
  }

  async commitOf(ref: string): Promise<string | undefined> {
    const asked = { what: `read the commit of ${ref}`, needs: 'contents: read' };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      for (const kind of ['heads', 'tags']) {
        const found = await unlessRefused(() => octokit.rest.repos.getCommit({ ...repository, ref: `${kind}/${ref}`, per_page: 1 }));
        if (found !== undefined) {
          return found.data.sha;
        }
      }
      return undefined;
    });
  }

  readText(path: string, branch: string): Promise<string | undefined> {
    return new GithubFiles(this.#client).readText(path, `refs/heads/${branch}`);
  }

  async dispatch(workflow: string, branch: string, inputs: DispatchInputs): Promise<void> {
    const asked = { what: `start ${workflow} on ${branch}`, needs: 'actions: write' };
    await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.createWorkflowDispatch({ ...repository, workflow_id: workflow, ref: branch, inputs: { ...inputs } }),
    );
  }

  async cancel(run: number): Promise<boolean> {
    const asked = { what: `cancel run ${run}`, needs: 'actions: write' };
    const answer = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      unlessRefused(() => octokit.rest.actions.cancelWorkflowRun({ ...repository, run_id: run })),
    );
    return answer !== undefined;
  }

  async react(comment: number, reaction: 'eyes' | 'rocket' | 'confused'): Promise<void> {
    const asked = { what: `react to comment ${comment}`, needs: 'pull-requests: write' };
    await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.reactions.createForIssueComment({ ...repository, comment_id: comment, content: reaction, ...repeatable }),
    );
  }

  async answer(pullRequest: number, { id, createdAt }: { readonly id: number; readonly createdAt: string }, text: string): Promise<void> {
    const asked = { what: `write a comment on pull request ${pullRequest}`, needs: 'pull-requests: write' };
    const mark = `<!-- sightline:answer ${id} -->\n`;
    await askGithub(this.#client, asked, ({ octokit, repository }) => {
      const issue = { ...repository, issue_number: pullRequest };
      return untilCertain(
        async () => {
          await octokit.rest.issues.createComment({ ...issue, body: `${mark}${text}` });
          return true;
        },
        async () => {
          const { data } = await octokit.rest.issues.listComments({ ...issue, since: createdAt, per_page: 100 });
          return data.some(({ body, user }) => user?.login === this.#author && body?.startsWith(mark) === true) || undefined;
        },
      );
    });
  }
}

/** Undefined when GitHub has no such thing, or can't do that to it any more. */
async function unlessRefused<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (isMissing(error) || isRefused(error)) {
      return undefined;
    }
    throw error;
  }
}

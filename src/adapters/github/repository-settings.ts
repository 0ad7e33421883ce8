import type { RepositorySettings } from '../../core/doctor/settings-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub } from './github-failure.ts';

/** Settings of one repository. Most need a token of an administrator. */
export class GithubRepositorySettings implements RepositorySettings {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  async repository(): ReturnType<RepositorySettings['repository']> {
    const asked = { what: 'read the repository', needs: 'metadata: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) => octokit.rest.repos.get(repository));
    return {
      name: data.full_name,
      isPrivate: data.private,
      isOwnedByPerson: data.owner.type === 'User',
      defaultBranch: data.default_branch,
    };
  }

  async actions(): Promise<{ readonly isEnabled: boolean; readonly allowed: string | undefined }> {
    const asked = { what: 'read what Actions may run', needs: 'administration: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.getGithubActionsPermissionsRepository(repository),
    );
    return { isEnabled: data.enabled, allowed: data.allowed_actions };
  }

  async workflowToken(): Promise<{ readonly mayWrite: boolean; readonly mayOpenPullRequests: boolean }> {
    const asked = { what: 'read the default permissions of workflows', needs: 'administration: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(repository),
    );
    return { mayWrite: data.default_workflow_permissions === 'write', mayOpenPullRequests: data.can_approve_pull_request_reviews };
  }

  async forkApproval(): Promise<string> {
    const asked = { what: 'read who must be approved', needs: 'administration: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.request('GET /repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval', repository),
    );
    return data.approval_policy;
  }

  async runners(): Promise<readonly { readonly isOnline: boolean; readonly labels: readonly string[] }[]> {
    const asked = { what: 'read the runners', needs: 'administration: read' };
    const { data } = await askGithub(this.#client, asked, ({ octokit, repository }) =>
      octokit.rest.actions.listSelfHostedRunnersForRepo({ ...repository, per_page: 100 }),
    );
    return data.runners.map(({ status, labels }) => ({ isOnline: status === 'online', labels: labels.map(({ name }) => name) }));
  }

  /** By rulesets, and by the older protection of branches. */
  async requiredChecks(branch: string): Promise<readonly string[]> {
    const asked = { what: `read the rules of ${branch}`, needs: 'contents: read' };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      const query = { ...repository, branch };
      const [rules, old] = await Promise.all([
        octokit.rest.repos.getBranchRules({ ...query, per_page: 100 }),
        octokit.rest.repos.getBranch(query),
      ]);
      const ruled = rules.data.flatMap((rule) =>
        rule.type === 'required_status_checks' ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context) : [],
      );
      return [...new Set([...ruled, ...(old.data.protection.required_status_checks?.contexts ?? [])])];
    });
  }
}

import { commitBody } from './commit-answers.ts';
import { notFound } from './answer.ts';
import { findCommit, readCommit } from './git-objects.ts';
import { repositoryUrl, type Handlers } from './world.ts';

/** Settings of a repository that only people change; what isn't said is as strict as it can be. */
export interface TwinSettings {
  readonly actionsAreOff?: boolean;
  /** Workflows get a token that writes unless they say otherwise. */
  readonly tokensWrite?: boolean;
  readonly forkApproval?: 'first_time_contributors_new_to_github' | 'first_time_contributors' | 'all_external_contributors';
  readonly runners?: readonly { readonly labels: readonly string[]; readonly isOnline: boolean }[];
  /** Checks that a merge waits for, by a ruleset and by the older protection of a branch. */
  readonly ruledChecks?: readonly string[];
  readonly protectedChecks?: readonly string[];
}

/** Settings as they can be read. */
export const settingHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/actions/permissions': ({ world }) => {
    const isOn = world.settings.actionsAreOff !== true;
    return { status: 200, body: { enabled: isOn, ...(isOn ? { allowed_actions: 'all', sha_pinning_required: false } : {}) } };
  },
  'GET /repos/{owner}/{repo}/actions/permissions/workflow': ({ world }) => ({
    status: 200,
    body: {
      default_workflow_permissions: world.settings.tokensWrite === true ? 'write' : 'read',
      can_approve_pull_request_reviews: world.workflowsMayOpenPullRequests,
    },
  }),
  'GET /repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval': ({ world }) => ({
    status: 200,
    body: { approval_policy: world.settings.forkApproval ?? 'all_external_contributors' },
  }),
  'GET /repos/{owner}/{repo}/actions/runners': ({ world }) => {
    const runners = (world.settings.runners ?? []).map(({ labels, isOnline }, at) => ({
      id: at + 1,
      name: `runner-${at + 1}`,
      os: 'linux',
      status: isOnline ? 'online' : 'offline',
      busy: false,
      labels: labels.map((name, label) => ({ id: label + 1, name, type: name === 'self-hosted' ? 'read-only' : 'custom' })),
    }));
    return { status: 200, body: { total_count: runners.length, runners } };
  },
  'GET /repos/{owner}/{repo}/branches/{branch}': async (call) => {
    const { branch = '' } = call.params;
    const sha = await findCommit(call.repository.folder, `heads/${branch}`);
    if (sha === undefined) {
      throw notFound();
    }
    const url = `${repositoryUrl(call)}/branches/${encodeURIComponent(branch)}`;
    const contexts = call.world.settings.protectedChecks ?? [];
    const enabled = contexts.length > 0;
    return {
      status: 200,
      body: {
        name: branch,
        commit: commitBody(call, await readCommit(call.repository.folder, sha)),
        _links: { self: url, html: url },
        protected: enabled,
        protection: { enabled, required_status_checks: { enforcement_level: enabled ? 'everyone' : 'off', contexts, checks: [] } },
        protection_url: `${url}/protection`,
      },
    };
  },
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': ({ world, repository }) => {
    const checks = world.settings.ruledChecks ?? [];
    const rule = {
      type: 'required_status_checks',
      parameters: { required_status_checks: checks.map((context) => ({ context })), strict_required_status_checks_policy: false },
      ruleset_source_type: 'Repository',
      ruleset_source: `${repository.owner}/${repository.name}`,
      ruleset_id: 1,
    };
    return { status: 200, body: checks.length === 0 ? [] : [rule] };
  },
};

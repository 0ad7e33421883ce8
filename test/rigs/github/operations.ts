/** A permission of a token, by the name that a workflow's `permissions:` has for it, and `administration`, which no workflow can have. */
export type Permission =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'metadata'
  | 'pull-requests'
  | 'statuses';

/** One permission with its level: a token that may write may read. */
export type Grant = `${Permission}:${'read' | 'write'}`;

/**
 * What the twin answers: the operations by the names that GitHub's description has for them, each with the grants of which one is
 * enough, as GitHub's documentation of permissions for apps says.
 */
export const operations = {
  'GET /rate_limit': ['metadata:read'],
  'GET /repos/{owner}/{repo}': ['metadata:read'],
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': ['metadata:read'],

  'GET /repos/{owner}/{repo}/issues/{issue_number}': ['issues:read', 'pull-requests:read'],
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': ['issues:read', 'pull-requests:read'],
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': ['issues:write', 'pull-requests:write'],
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': ['issues:read', 'pull-requests:read'],
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': ['issues:write', 'pull-requests:write'],
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': ['issues:write', 'pull-requests:write'],
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/lock': ['issues:write', 'pull-requests:write'],
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock': ['issues:write', 'pull-requests:write'],
  'GET /repos/{owner}/{repo}/issues/{issue_number}/labels': ['issues:read', 'pull-requests:read'],
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': ['issues:write', 'pull-requests:write'],
  'POST /repos/{owner}/{repo}/issues': ['issues:write'],
  'GET /repos/{owner}/{repo}/issues': ['issues:read', 'pull-requests:read'],
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': ['issues:read', 'pull-requests:read'],
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': ['issues:write', 'pull-requests:write'],

  'GET /repos/{owner}/{repo}/pulls': ['pull-requests:read'],
  'POST /repos/{owner}/{repo}/pulls': ['pull-requests:write'],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': ['pull-requests:read'],
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': ['pull-requests:write'],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': ['pull-requests:read'],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': ['pull-requests:read'],

  'GET /repos/{owner}/{repo}/compare/{basehead}': ['contents:read'],
  'GET /repos/{owner}/{repo}/commits/{ref}': ['contents:read'],
  'GET /repos/{owner}/{repo}/contents/{path}': ['contents:read'],
  'GET /repos/{owner}/{repo}/git/ref/{ref}': ['contents:read'],
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': ['contents:read'],
  'POST /repos/{owner}/{repo}/git/refs': ['contents:write'],

  'POST /repos/{owner}/{repo}/check-runs': ['checks:write'],
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': ['checks:read'],
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': ['checks:write'],
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': ['checks:read'],
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': ['checks:read'],

  'POST /repos/{owner}/{repo}/statuses/{sha}': ['statuses:write'],
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': ['statuses:read'],
  'GET /repos/{owner}/{repo}/commits/{ref}/status': ['statuses:read'],

  'POST /repos/{owner}/{repo}/dispatches': ['contents:write'],
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['actions:write'],
  'GET /repos/{owner}/{repo}/actions/runs': ['actions:read'],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': ['actions:read'],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel': ['actions:write'],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': ['actions:read'],
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}': ['actions:read'],
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ['actions:read'],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': ['actions:read'],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': ['deployments:write'],

  'GET /repos/{owner}/{repo}/actions/permissions': ['administration:read'],
  'GET /repos/{owner}/{repo}/actions/permissions/workflow': ['administration:read'],
  'GET /repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval': ['administration:read'],
  'GET /repos/{owner}/{repo}/actions/runners': ['administration:read'],
  'GET /repos/{owner}/{repo}/branches/{branch}': ['contents:read'],
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': ['metadata:read'],

  'GET /repos/{owner}/{repo}/environments': ['actions:read'],
  'GET /repos/{owner}/{repo}/environments/{environment_name}': ['actions:read'],
  'PUT /repos/{owner}/{repo}/environments/{environment_name}': ['administration:write'],
  'GET /repos/{owner}/{repo}/deployments': ['deployments:read'],
  'POST /repos/{owner}/{repo}/deployments': ['deployments:write'],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': ['deployments:read'],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['deployments:read'],
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['deployments:write'],

  'GET /repos/{owner}/{repo}/releases': ['contents:read'],
  'POST /repos/{owner}/{repo}/releases': ['contents:write'],
  'GET /repos/{owner}/{repo}/releases/tags/{tag}': ['contents:read'],
  'GET /repos/{owner}/{repo}/releases/{release_id}': ['contents:read'],
  'PATCH /repos/{owner}/{repo}/releases/{release_id}': ['contents:write'],
  'DELETE /repos/{owner}/{repo}/releases/{release_id}': ['contents:write'],
  'GET /repos/{owner}/{repo}/releases/{release_id}/assets': ['contents:read'],
  'POST /repos/{owner}/{repo}/releases/{release_id}/assets': ['contents:write'],
  'GET /repos/{owner}/{repo}/releases/assets/{asset_id}': ['contents:read'],
  'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}': ['contents:write'],
} as const satisfies Record<string, readonly Grant[]>;

/** An operation that the twin answers. */
export type OperationName = keyof typeof operations;

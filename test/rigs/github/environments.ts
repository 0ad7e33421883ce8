import type { Answer } from './answer.ts';
import { notFound, refusal } from './answer.ts';
import { addDeployment } from './deployments.ts';
import { page } from './paging.ts';
import { changeRun, findRun, type Run } from './runs.ts';
import { simpleUser, userId } from './user.ts';
import { kept, now, repositoryUrl, type Call, type Handlers } from './world.ts';

/** What GitHub takes at most. */
const mostReviewers = 6;
const longestWait = 43_200;

interface Environment {
  readonly id: number;
  readonly name: string;
  readonly at: string;
  readonly wait: number;
  readonly reviewers: readonly string[];
  readonly preventSelfReview: boolean;
  readonly branchPolicy: object | null;
}

interface EnvironmentFields {
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly { readonly id?: number }[] | null;
  readonly deployment_branch_policy?: { readonly protected_branches: boolean; readonly custom_branch_policies: boolean } | null;
}

const environmentsOf = kept<Map<string, Environment>>(() => new Map());

/** Environments, their reviewers, and the runs that wait for them. */
export const environmentHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/environments': (call) =>
    page(
      call,
      [...environmentsOf(call.repository).values()].map((one) => environmentBody(call, one)),
      'environments',
    ),
  'GET /repos/{owner}/{repo}/environments/{environment_name}': (call) => {
    const found = environmentsOf(call.repository).get(call.params['environment_name'] ?? '');
    if (found === undefined) {
      throw notFound();
    }
    return { status: 200, body: environmentBody(call, found) };
  },
  'PUT /repos/{owner}/{repo}/environments/{environment_name}': (call) => {
    const environment = fromRequest(call);
    environmentsOf(call.repository).set(environment.name, environment);
    return { status: 200, body: environmentBody(call, environment) };
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': (call) => ({
    status: 200,
    body: waitedFor(call, findRun(call)).map((environment) => pendingBody(call, environment)),
  }),
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': review,
};

function fromRequest(call: Call): Environment {
  const fields = call.body as EnvironmentFields;
  const name = call.params['environment_name'] ?? '';
  const given = fields.reviewers ?? [];
  const reviewers = given.map(({ id }) => call.world.logins.find((login) => userId(login) === id));
  if (given.length > mostReviewers) {
    throw refusal(422, `A maximum of ${mostReviewers} reviewers is allowed.`);
  }
  if (!reviewers.every((login) => login !== undefined)) {
    throw refusal(422, 'A reviewer does not exist or has no access to the repository.');
  }
  const { wait_timer: wait = 0, deployment_branch_policy: policy = null } = fields;
  if (wait < 0 || wait > longestWait) {
    throw refusal(422, `Wait timer must be between 0 and ${longestWait} minutes.`);
  }
  if (policy !== null && policy.protected_branches === policy.custom_branch_policies) {
    throw refusal(422, 'protected_branches and custom_branch_policies cannot have the same value.');
  }
  const { id, at } = environmentsOf(call.repository).get(name) ?? { id: call.world.nextId(), at: now() };
  return { id, at, name, wait, reviewers, preventSelfReview: fields.prevent_self_review ?? false, branchPolicy: policy };
}

function waitedFor(call: Call, run: Run): readonly Environment[] {
  const known = environmentsOf(call.repository);
  return (run.waitsFor ?? []).map((name) => known.get(name)).filter((one) => one !== undefined);
}

/** Whether a login may let a run into an environment; one who started it may not where that is forbidden. */
function mayReview(call: Call, run: Run, { reviewers, preventSelfReview }: Environment): boolean {
  return reviewers.includes(call.token.login) && !(preventSelfReview && run.actor === call.token.login);
}

function review(call: Call): Answer {
  const run = findRun(call);
  const { environment_ids: ids = [], state = '' } = call.body as { environment_ids?: readonly number[]; state?: string };
  const chosen = waitedFor(call, run).filter(({ id }) => ids.includes(id));
  if (chosen.length !== ids.length || chosen.length === 0) {
    throw refusal(422, 'There are no pending deployments for these environments.');
  }
  if (!chosen.every((environment) => mayReview(call, run, environment))) {
    throw refusal(403, 'You are not a required reviewer of this environment.');
  }
  const names = new Set(chosen.map(({ name }) => name));
  const waitsFor = (run.waitsFor ?? []).filter((name) => !names.has(name));
  if (state === 'rejected') {
    changeRun(call, { ...run, status: 'completed', conclusion: 'failure', waitsFor: [] });
    return { status: 200, body: [] };
  }
  changeRun(call, { ...run, waitsFor, status: waitsFor.length > 0 ? 'waiting' : 'in_progress' });
  const made = chosen.map(({ name }) => addDeployment(call, { sha: run.headSha, ref: run.headBranch, fields: { environment: name } }));
  return { status: 200, body: made };
}

function reviewerBodies(call: Call, { reviewers }: Environment): readonly object[] {
  return reviewers.map((login) => ({ type: 'User', reviewer: simpleUser(call.world.url, login) }));
}

function addresses(call: Call, { id, name }: Environment): object {
  const url = `${repositoryUrl(call)}/environments/${encodeURIComponent(name)}`;
  return { id, node_id: `EN_${id}`, name, url, html_url: url };
}

function environmentBody(call: Call, environment: Environment): object {
  const { id, wait, reviewers, preventSelfReview, branchPolicy, at } = environment;
  const rule = (type: string, fields: object) => ({ id, node_id: `GA_${id}`, type, ...fields });
  const people = { prevent_self_review: preventSelfReview, reviewers: reviewerBodies(call, environment) };
  return {
    ...addresses(call, environment),
    created_at: at,
    updated_at: at,
    protection_rules: [
      ...(wait > 0 ? [rule('wait_timer', { wait_timer: wait })] : []),
      ...(reviewers.length > 0 ? [rule('required_reviewers', people)] : []),
      ...(branchPolicy === null ? [] : [rule('branch_policy', {})]),
    ],
    deployment_branch_policy: branchPolicy,
  };
}

function pendingBody(call: Call, environment: Environment): object {
  return {
    environment: addresses(call, environment),
    wait_timer: environment.wait,
    wait_timer_started_at: null,
    current_user_can_approve: mayReview(call, findRun(call), environment),
    reviewers: reviewerBodies(call, environment),
  };
}

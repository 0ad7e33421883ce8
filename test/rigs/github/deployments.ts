import type { Answer } from './answer.ts';
import { notFound, refusal } from './answer.ts';
import { findCommit, listCommits } from './git-objects.ts';
import { page } from './paging.ts';
import { latestStatuses } from './statuses.ts';
import { simpleUser } from './user.ts';
import { kept, now, repositoryUrl, tell, type Call, type Handlers } from './world.ts';

/** What a request may say about a deployment. */
interface DeploymentFields {
  readonly ref?: string;
  readonly task?: string;
  readonly auto_merge?: boolean;
  readonly required_contexts?: readonly string[];
  readonly payload?: unknown;
  readonly environment?: string;
  readonly description?: string | null;
  readonly transient_environment?: boolean;
  readonly production_environment?: boolean;
}

interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly environment: string;
  readonly fields: DeploymentFields;
  readonly login: string;
  readonly at: string;
  /** Newest first. */
  readonly statuses: DeploymentStatus[];
}

interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly login: string;
  readonly at: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const deploymentsOf = kept<Deployment[]>(() => []);

/** Deployments and what became of them. */
export const deploymentHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/deployments': (call) => {
    const { environment, sha, ref, task } = call.query;
    const list = deploymentsOf(call.repository).filter(
      (one) =>
        (environment ?? one.environment) === one.environment &&
        (sha ?? one.sha) === one.sha &&
        (ref ?? one.ref) === one.ref &&
        (task ?? 'deploy') === (one.fields.task ?? 'deploy'),
    );
    return page(
      call,
      list.map((one) => deploymentBody(call, one)),
    );
  },
  'POST /repos/{owner}/{repo}/deployments': create,
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': (call) => ({ status: 200, body: deploymentBody(call, find(call)) }),
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': (call) => {
    const deployment = find(call);
    return page(
      call,
      deployment.statuses.map((status) => statusBody(call, deployment, status)),
    );
  },
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': addStatus,
};

async function create(call: Call): Promise<Answer> {
  const fields = call.body as DeploymentFields;
  const ref = fields.ref ?? '';
  const { folder } = call.repository;
  const sha = await findCommit(folder, ref);
  if (sha === undefined) {
    throw refusal(422, `No ref found for: ${ref}`);
  }
  const isBranch = (await findCommit(folder, `heads/${ref}`)) !== undefined;
  if (isBranch && fields.auto_merge !== false && (await listCommits(folder, [`${sha}..refs/heads/main`])).length > 0) {
    return { status: 202, body: { message: `Auto-merged main into ${ref} on deployment.` } };
  }
  const statuses = latestStatuses(call.repository, sha);
  const required = fields.required_contexts ?? statuses.map(({ context }) => context);
  const failed = required.filter((context) => statuses.find((status) => status.context === context)?.state !== 'success');
  if (failed.length > 0) {
    throw refusal(409, `Conflict: Commit status checks failed for ${ref}.`, { errors: failed.map((context) => ({ context })) });
  }
  return { status: 201, body: addDeployment(call, { sha, ref, fields }) };
}

/** Puts a deployment there; answers it as the API shows it. */
export function addDeployment(call: Call, { sha, ref, fields }: Pick<Deployment, 'sha' | 'ref' | 'fields'>): object {
  const environment = fields.environment ?? 'production';
  const deployment = { id: call.world.nextId(), sha, ref, environment, fields, login: call.token.login, at: now(), statuses: [] };
  deploymentsOf(call.repository).unshift(deployment);
  const body = deploymentBody(call, deployment);
  tell(call, 'deployment', 'created', { deployment: body });
  return body;
}

function find(call: Call): Deployment {
  const found = deploymentsOf(call.repository).find(({ id }) => id === Number(call.params['deployment_id']));
  if (found === undefined) {
    throw notFound();
  }
  return found;
}

/** A success makes the earlier deployments of the environment inactive, unless the request says otherwise. */
function addStatus(call: Call): Answer {
  const deployment = find(call);
  const { state = '', auto_inactive: autoInactive = true, ...fields } = call.body as { state?: string; auto_inactive?: boolean };
  const made = (of: Deployment, name: string, extra: Readonly<Record<string, unknown>>) => {
    const status = { id: call.world.nextId(), state: name, login: call.token.login, at: now(), fields: extra };
    of.statuses.unshift(status);
    return status;
  };
  const status = made(deployment, state, fields);
  if (state === 'success' && autoInactive) {
    const others = deploymentsOf(call.repository).filter((one) => one !== deployment && one.environment === deployment.environment);
    const replaced = others.filter(
      ({ statuses, fields: { transient_environment: isTransient } }) => isTransient !== true && statuses[0]?.state === 'success',
    );
    replaced.forEach((one) => made(one, 'inactive', {}));
  }
  const body = statusBody(call, deployment, status);
  tell(call, 'deployment_status', 'created', { deployment_status: body });
  return { status: 201, body };
}

function deploymentBody(call: Call, { id, sha, ref, environment, fields, login, at }: Deployment): object {
  const url = `${repositoryUrl(call)}/deployments/${id}`;
  return {
    url,
    id,
    node_id: `DE_${id}`,
    sha,
    ref,
    task: fields.task ?? 'deploy',
    payload: fields.payload ?? {},
    original_environment: environment,
    environment,
    description: fields.description ?? null,
    creator: simpleUser(call.world.url, login),
    created_at: at,
    updated_at: at,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(call),
    transient_environment: fields.transient_environment ?? false,
    production_environment: fields.production_environment ?? environment === 'production',
  };
}

function statusBody(call: Call, { id: of, environment }: Deployment, { id, state, login, at, fields }: DeploymentStatus): object {
  const deployment = `${repositoryUrl(call)}/deployments/${of}`;
  return {
    url: `${deployment}/statuses/${id}`,
    id,
    node_id: `DES_${id}`,
    state,
    creator: simpleUser(call.world.url, login),
    description: '',
    environment,
    target_url: '',
    log_url: '',
    environment_url: '',
    ...fields,
    created_at: at,
    updated_at: at,
    deployment_url: deployment,
    repository_url: repositoryUrl(call),
  };
}

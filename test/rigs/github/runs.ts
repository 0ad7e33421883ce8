import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';
import { notFound, refusal } from './answer.ts';
import { readCommit } from './git-objects.ts';
import { page } from './paging.ts';
import { simpleUser } from './user.ts';
import { fullName, kept, now, repositoryUrl, type Call, type Handlers, type Repository, type World } from './world.ts';

/** A workflow's run that a test puts there, since the twin runs none. */
export interface PlannedRun {
  readonly name: string;
  /** The workflow's file in the repository. */
  readonly path: string;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  /** Where the head is, when that is a fork: GitHub names no pull request then. */
  readonly head?: Repository;
  readonly pullRequests?: readonly number[];
  readonly actor: string;
  /** The workflow's `run-name`; the commit's message otherwise. */
  readonly title?: string;
  /** Now unless it is told otherwise, as GitHub writes times. */
  readonly createdAt?: string;
  readonly status: 'queued' | 'in_progress' | 'completed' | 'waiting';
  readonly conclusion?: 'success' | 'failure' | 'cancelled' | 'skipped';
  /** 1 unless it was run again. */
  readonly attempt?: number;
  readonly artifacts?: readonly PlannedArtifact[];
  /** The environments whose reviewers it waits for. */
  readonly waitsFor?: readonly string[];
}

/** How a run ended. */
export type EndedRun = Required<Pick<PlannedRun, 'conclusion' | 'artifacts'>>;

/** A run's artifact: GitHub hands it out as a zip. */
interface PlannedArtifact {
  readonly name: string;
  readonly zip: Buffer;
  readonly isExpired?: boolean;
  /** What GitHub says of its size, where that isn't the truth. */
  readonly size?: number;
}

/** A run that is there. */
export interface Run extends PlannedRun {
  readonly id: number;
  readonly number: number;
  readonly at: string;
}

interface Artifact extends PlannedArtifact {
  readonly id: number;
  readonly run: Run;
}

const runsOf = kept<Map<number, Run>>(() => new Map());
const artifactsOf = kept<Map<number, Artifact>>(() => new Map());

/** Puts a run and its artifacts there; answers its id. */
export function addRun(world: World, repository: Repository, planned: PlannedRun): number {
  const runs = runsOf(repository);
  const run = { ...planned, id: world.nextId(), number: runs.size + 1, at: planned.createdAt ?? now() };
  runs.set(run.id, run);
  keepArtifacts(world, repository, run, planned.artifacts ?? []);
  return run.id;
}

/** Ends a run that is there, with what it left. */
export function endRun(world: World, repository: Repository, id: number, ended: EndedRun): void {
  const run = runsOf(repository).get(id);
  if (run === undefined) {
    throw new Error(`there is no run ${id}`);
  }
  const { conclusion, artifacts } = ended;
  runsOf(repository).set(id, { ...run, status: 'completed', conclusion });
  keepArtifacts(world, repository, run, artifacts);
}

function keepArtifacts(world: World, repository: Repository, run: Run, artifacts: readonly PlannedArtifact[]): void {
  for (const artifact of artifacts) {
    const id = world.nextId();
    artifactsOf(repository).set(id, { ...artifact, id, run });
  }
}

/** Runs of workflows and their artifacts. */
export const runHandlers: Handlers = {
  'GET /repos/{owner}/{repo}/actions/runs': async (call) => {
    const { event, status, branch, head_sha: sha } = call.query;
    const runs = [...runsOf(call.repository).values()].filter(
      (run) =>
        (event ?? run.event) === run.event &&
        [undefined, run.status, run.conclusion].includes(status as Run['status'] | undefined) &&
        (branch ?? run.headBranch) === run.headBranch &&
        (sha ?? run.headSha) === run.headSha,
    );
    const bodies = await Promise.all(runs.toReversed().map((run) => runBody(call, run)));
    return page(call, bodies, 'workflow_runs');
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': async (call) => ({ status: 200, body: await runBody(call, findRun(call)) }),
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel': (call) => {
    const run = findRun(call);
    if (run.status === 'completed') {
      throw refusal(409, 'Cannot cancel a workflow run that is completed.');
    }
    changeRun(call, { ...run, status: 'completed', conclusion: 'cancelled' });
    return { status: 202, body: {} };
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': (call) => {
    const run = findRun(call);
    const { name } = call.query;
    const list = [...artifactsOf(call.repository).values()].filter((one) => one.run.id === run.id && (name ?? one.name) === one.name);
    return page(
      call,
      list.map((artifact) => artifactBody(call, artifact)),
      'artifacts',
    );
  },
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}': (call) => ({ status: 200, body: artifactBody(call, findArtifact(call)) }),
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': download,
};

/** The run that a request names; 404 where there is none. */
export function findRun(call: Call): Run {
  const run = runsOf(call.repository).get(Number(call.params['run_id']));
  if (run === undefined) {
    throw notFound();
  }
  return run;
}

/** Puts a run in the place of the one with its id. */
export function changeRun(call: Call, run: Run): void {
  runsOf(call.repository).set(run.id, run);
}

function findArtifact(call: Call): Artifact {
  const artifact = artifactsOf(call.repository).get(Number(call.params['artifact_id']));
  if (artifact === undefined) {
    throw notFound();
  }
  return artifact;
}

function download(call: Call): Answer {
  const artifact = findArtifact(call);
  if (artifact.isExpired === true) {
    throw refusal(410, 'Artifact has expired');
  }
  if (call.params['archive_format'] !== 'zip') {
    throw notFound();
  }
  return { status: 302, headers: { location: call.world.keepFile(artifact.zip, 'application/zip') } };
}

async function runBody(call: Call, run: Run): Promise<object> {
  const { world, repository } = call;
  const url = `${repositoryUrl(call)}/actions/runs/${run.id}`;
  const describe = async (one: Repository) => (await world.emulated('GET', `/repos/${fullName(one)}`, call.token.login)).body;
  const head = run.head ?? repository;
  const { sha, tree, message, author, committer } = await readCommit(head.folder, run.headSha);
  const actor = simpleUser(world.url, run.actor);
  return {
    id: run.id,
    name: run.name,
    node_id: `WFR_${run.id}`,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.title ?? message.split('\n')[0],
    run_number: run.number,
    run_attempt: run.attempt ?? 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion ?? null,
    workflow_id: 1,
    check_suite_id: 1,
    check_suite_node_id: 'CS_1',
    url,
    html_url: url,
    pull_requests: head === repository ? (run.pullRequests ?? []).map((number) => pullReference(call, run, number)) : [],
    created_at: run.at,
    updated_at: run.at,
    run_started_at: run.at,
    actor,
    triggering_actor: actor,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(call)}/check-suites/1`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(call)}/actions/workflows/1`,
    head_commit: { id: sha, tree_id: tree, message, timestamp: committer.date, author, committer },
    repository: await describe(repository),
    head_repository: await describe(head),
  };
}

function pullReference(call: Call, run: Run, number: number): object {
  const repo = { id: 1, url: repositoryUrl(call), name: call.repository.name };
  const url = `${repositoryUrl(call)}/pulls/${number}`;
  return { id: number, number, url, head: { ref: run.headBranch, sha: run.headSha, repo }, base: { ref: 'main', sha: run.headSha, repo } };
}

function artifactBody(call: Call, { id, name, zip, size = zip.length, isExpired = false, run }: Artifact): object {
  const url = `${repositoryUrl(call)}/actions/artifacts/${id}`;
  const dates = { created_at: run.at, expires_at: run.at, updated_at: run.at };
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: size,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired,
    ...dates,
    digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
    workflow_run: {
      id: run.id,
      repository_id: 1,
      head_repository_id: run.head === undefined ? 1 : 2,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}

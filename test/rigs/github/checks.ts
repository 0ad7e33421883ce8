import type { Answer } from './answer.ts';
import { notFound, refusal } from './answer.ts';
import { findCommit } from './git-objects.ts';
import { page } from './paging.ts';
import { simpleUser } from './user.ts';
import { kept, now, repositoryUrl, type Call, type Handlers } from './world.ts';

interface CheckOutput {
  readonly title?: string;
  readonly summary?: string;
  readonly text?: string;
  readonly annotations?: readonly object[];
}

/** What a request may say about a check run. */
interface CheckFields {
  readonly name?: string;
  readonly head_sha?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: CheckOutput;
}

interface CheckRun {
  readonly id: number;
  readonly app: string;
  readonly fields: CheckFields;
  readonly annotations: readonly object[];
}

const runsOf = kept<Map<number, CheckRun>>(() => new Map());

/** Check runs, which only apps may write; a workflow's token is one. */
export const checkHandlers: Handlers = {
  'POST /repos/{owner}/{repo}/check-runs': async (call) => {
    requireApp(call);
    const fields = completed({ status: 'queued', started_at: now(), external_id: '', ...(call.body as CheckFields) });
    if ((await findCommit(call.repository.folder, fields.head_sha ?? '')) !== fields.head_sha) {
      throw refusal(422, `No commit found for SHA: ${fields.head_sha ?? ''}`);
    }
    return save(call, { id: call.world.nextId(), app: call.token.login, fields, annotations: fields.output?.annotations ?? [] }, 201);
  },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': (call) => {
    requireApp(call);
    const run = findRun(call);
    if (run.app !== call.token.login) {
      throw refusal(403, `Invalid app_id - check run can only be modified by the GitHub App that created it.`);
    }
    const change = call.body as CheckFields;
    const output = { ...run.fields.output, ...change.output };
    const fields = completed({ ...run.fields, ...change, output });
    return save(call, { ...run, fields, annotations: [...run.annotations, ...(change.output?.annotations ?? [])] }, 200);
  },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': (call) => ({ status: 200, body: runBody(call, findRun(call)) }),
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': (call) =>
    page(
      call,
      findRun(call).annotations.map((annotation) => annotationBody(call, annotation)),
    ),
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': async (call) => {
    const sha = await findCommit(call.repository.folder, call.params['ref'] ?? '');
    const { check_name: name, status, filter = 'latest' } = call.query;
    const all = [...runsOf(call.repository).values()].filter(({ fields }) => fields.head_sha === sha);
    const wanted = all.filter(({ fields }) => (name ?? fields.name) === fields.name && (status ?? fields.status) === fields.status);
    const latest = new Map(wanted.map((run) => [`${run.app} ${run.fields.name ?? ''}`, run]));
    const shown = filter === 'all' ? wanted : [...latest.values()];
    return page(
      call,
      shown.toReversed().map((run) => runBody(call, run)),
      'check_runs',
    );
  },
};

function requireApp(call: Call): void {
  if (call.token.kind === 'person') {
    throw refusal(403, 'You must authenticate via a GitHub App.');
  }
}

function findRun(call: Call): CheckRun {
  const run = runsOf(call.repository).get(Number(call.params['check_run_id']));
  if (run === undefined) {
    throw notFound();
  }
  return run;
}

/** A conclusion completes a run, and a completed run needs one. */
function completed(fields: CheckFields): CheckFields {
  if (fields.conclusion !== undefined) {
    return { ...fields, status: 'completed', completed_at: fields.completed_at ?? now() };
  }
  if (fields.status === 'completed') {
    throw refusal(422, 'Invalid request.\n\nMissing required parameter: "conclusion" of a check run that is completed.');
  }
  return fields;
}

function save(call: Call, run: CheckRun, status: number): Answer {
  runsOf(call.repository).set(run.id, run);
  return { status, body: runBody(call, run) };
}

function runBody(call: Call, { id, app, fields, annotations }: CheckRun): object {
  const url = `${repositoryUrl(call)}/check-runs/${id}`;
  const { title = null, summary = null, text = null } = fields.output ?? {};
  const isCompleted = fields.status === 'completed';
  return {
    id,
    node_id: `CR_${id}`,
    name: fields.name,
    head_sha: fields.head_sha,
    external_id: fields.external_id,
    url,
    html_url: url,
    details_url: fields.details_url ?? url,
    status: fields.status,
    conclusion: isCompleted ? fields.conclusion : null,
    started_at: fields.started_at,
    completed_at: isCompleted ? fields.completed_at : null,
    output: { title, summary, text, annotations_count: annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: 1 },
    app: appBody(call.world.url, app),
    pull_requests: [],
  };
}

function appBody(at: string, login: string): object {
  const slug = login.replace('[bot]', '');
  const owner = simpleUser(at, 'github', 'Organization');
  const url = `${at}/apps/${slug}`;
  const dates = { created_at: '2018-07-30T09:30:17Z', updated_at: '2018-07-30T09:30:17Z' };
  return {
    id: slug.length,
    slug,
    node_id: `A_${slug}`,
    owner,
    name: slug,
    description: null,
    external_url: url,
    html_url: url,
    ...dates,
    permissions: {},
    events: [],
  };
}

function annotationBody(call: Call, annotation: object): object {
  const missing = { start_column: null, end_column: null, title: null, raw_details: null };
  return { ...missing, ...annotation, blob_href: `${repositoryUrl(call)}/blob` };
}

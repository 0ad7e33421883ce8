import { parse } from 'yaml';
import type { Answer } from './answer.ts';
import { invalid, notFound, refusal } from './answer.ts';
import { findCommit, git } from './git-objects.ts';
import { tell, type Call, type Handlers } from './world.ts';

/** What GitHub takes of a dispatch. */
const longestType = 100;
const mostProperties = 10;
const largestPayload = 65_535;
const mostInputs = 25;

/** What starts a workflow by request. */
export const dispatchHandlers: Handlers = {
  'POST /repos/{owner}/{repo}/dispatches': (call) => {
    const { event_type: type = '', client_payload: payload = {} } = call.body as { event_type?: string; client_payload?: object };
    if (type.length > longestType) {
      throw invalid('RepositoryDispatch', 'event_type', 'custom', `event_type is too long (maximum is ${longestType} characters)`);
    }
    if (Object.keys(payload).length > mostProperties) {
      throw refusal(
        422,
        `Invalid request.\n\nNo more than ${mostProperties} properties are allowed; ${Object.keys(payload).length} were supplied.`,
      );
    }
    if (JSON.stringify(payload).length > largestPayload) {
      throw refusal(422, 'client_payload is too large.');
    }
    tell(call, 'repository_dispatch', type, { client_payload: payload });
    return { status: 204 };
  },
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': dispatchWorkflow,
};

interface DispatchInput {
  readonly required?: boolean;
  readonly default?: unknown;
}

async function dispatchWorkflow(call: Call): Promise<Answer> {
  const { ref = '', inputs = {} } = call.body as { ref?: string; inputs?: Record<string, unknown> };
  const { folder } = call.repository;
  const commit = await findCommit(folder, ref.replace(/^refs\//, ''));
  if (commit === undefined) {
    throw refusal(422, `No ref found for: ${ref}`);
  }
  const path = `.github/workflows/${call.params['workflow_id'] ?? ''}`;
  const text = await git(folder, ['cat-file', 'blob', `${commit}:${path}`]).catch(() => undefined);
  if (text === undefined) {
    throw notFound();
  }
  const declared = declaredInputs(text.toString());
  if (declared === undefined) {
    throw refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  }
  const unexpected = Object.keys(inputs).filter((name) => !(name in declared));
  if (unexpected.length > 0 || Object.keys(inputs).length > mostInputs) {
    throw refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  }
  const missing = Object.entries(declared).find(
    ([name, input]) => input.required === true && input.default === undefined && !(name in inputs),
  );
  if (missing !== undefined) {
    throw refusal(422, `Required input '${missing[0]}' not provided`);
  }
  tell(call, 'workflow_dispatch', undefined, { workflow: path, ref, inputs });
  return { status: 204 };
}

/** The inputs of `workflow_dispatch`, undefined when the workflow can't be started so. YAML 1.2 keeps `on` a word. */
function declaredInputs(text: string): Readonly<Record<string, DispatchInput>> | undefined {
  const { on } = parse(text) as { on?: unknown };
  if (on === 'workflow_dispatch' || (Array.isArray(on) && on.includes('workflow_dispatch'))) {
    return {};
  }
  const events =
    typeof on === 'object' && on !== null ? (on as Record<string, { inputs?: Record<string, DispatchInput> | null } | null>) : {};
  return 'workflow_dispatch' in events ? (events['workflow_dispatch']?.inputs ?? {}) : undefined;
}

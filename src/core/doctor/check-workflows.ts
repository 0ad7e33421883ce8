import { isList, isMap, type Value } from '../value/value.ts';
import { type Finding, finding } from './finding.ts';

/** The workflows that `sightline init` writes. */
export const ourWorkflows: readonly string[] = ['train', 'report', 'commands', 'dispatch', 'release'].map(
  (name) => `sightline-${name}.yml`,
);

/** A workflow file that was read; undefined values stand for one that isn't YAML. */
export interface WorkflowFile {
  readonly path: string;
  readonly value: Value | undefined;
}

/** Whether our workflows are there. */
export function checkPresence(names: readonly string[]): Finding {
  const missing = ourWorkflows.filter((name) => !names.includes(name));
  return missing.length === 0
    ? finding('workflows', 'ok', 'all are there')
    : finding(
        'workflows',
        missing.length === ourWorkflows.length ? 'fail' : 'warn',
        `missing: ${missing.join(', ')}`,
        "Run 'sightline init --yes', which writes them to .github/workflows.",
      );
}

/** Whether a workflow gives nothing away: no permissions but those of its jobs, actions by commit, no `pull_request_target`. */
export function checkWorkflow({ path, value }: WorkflowFile): readonly Finding[] {
  if (!isMap(value)) {
    return [finding(path, 'fail', 'is no YAML mapping', 'Correct the file.')];
  }
  const permissions = value.get('permissions');
  const loose = [...usesIn(value)].filter((uses) => !isPinned(uses));
  return [
    isMap(permissions) && permissions.size === 0
      ? finding(`permissions of ${path}`, 'ok', '{} at the top')
      : finding(
          `permissions of ${path}`,
          'warn',
          permissions === undefined ? 'none at the top' : 'more than none at the top',
          'Write `permissions: {}` at the top, and what a job needs in the job.',
        ),
    loose.length === 0
      ? finding(`actions of ${path}`, 'ok', 'pinned by commit')
      : finding(
          `actions of ${path}`,
          'warn',
          `by a name that can move: ${loose.join(', ')}`,
          'Write the full commit after the @, and the version as a comment.',
        ),
    ...(namesTarget(value.get('on'))
      ? [finding(`events of ${path}`, 'fail', 'pull_request_target', 'It runs with the rights of the base branch: use pull_request.')]
      : []),
  ];
}

function isPinned(uses: string): boolean {
  return uses.startsWith('./') || /@[0-9a-f]{40}$/.test(uses) || /^docker:\/\/.*@sha256:[0-9a-f]{64}$/.test(uses);
}

function* usesIn(value: Value): Generator<string> {
  if (isMap(value)) {
    const uses = value.get('uses');
    if (typeof uses === 'string') {
      yield uses;
    }
  }
  for (const inner of isMap(value) ? value.values() : isList(value) ? value : []) {
    yield* usesIn(inner);
  }
}

function namesTarget(on: Value | undefined): boolean {
  return on === 'pull_request_target' || (isMap(on) && on.has('pull_request_target')) || (isList(on) && on.includes('pull_request_target'));
}

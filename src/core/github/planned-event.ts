import { z } from 'zod';
import { SightlineError } from '../errors.ts';

/** What a workflow's event says of the change that is to be planned. */
export interface PlannedEvent {
  /** Names of the base branch in a clone, the best first. */
  readonly bases: readonly string[];
  readonly pullRequest: number | undefined;
  /** Whether the head is in somebody else's repository. */
  readonly isFork: boolean;
}

const branch = z
  .string()
  .min(1)
  .max(255)
  .transform((name) => name.replace(/^refs\/heads\//, ''));
const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const number = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const repository = z.object({ id: z.int() });

const pullRequest = z.object({
  repository,
  pull_request: z.object({
    number,
    base: z.object({ ref: branch, sha: commit }),
    /** A fork that is gone leaves null. */
    head: z.object({ repo: repository.nullable() }),
  }),
});

const mergeGroup = z.object({ merge_group: z.object({ base_ref: branch, base_sha: commit, head_ref: z.string().max(1024) }) });

const unsafe = { hint: 'It gives the code of a pull request the rights of the base branch: use `on: pull_request`.' };

/** The branch of a merge queue, which GitHub names: the pull request at its end, and the commit that it is put on. */
const queueBranch = /\/pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/;

/**
 * Reads the event of a workflow that plans. The base branch is named as a clone of all branches has it, then by its commit. On a
 * push or a dispatch what is checked out is its own base. Throws `invalid-event` for other events, `pull_request_target` above all.
 */
export function readPlannedEvent(name: string, payload: unknown): PlannedEvent {
  switch (name) {
    case 'pull_request': {
      const { repository: own, pull_request: pull } = check(pullRequest, payload);
      return { bases: names(pull.base.ref, pull.base.sha), pullRequest: pull.number, isFork: pull.head.repo?.id !== own.id };
    }
    case 'merge_group': {
      const { merge_group: group } = check(mergeGroup, payload);
      const queued = queueBranch.exec(group.head_ref)?.[1];
      return {
        bases: names(group.base_ref, group.base_sha),
        pullRequest: queued === undefined ? undefined : Number(queued),
        isFork: false,
      };
    }
    case 'push':
    case 'schedule':
    case 'workflow_dispatch':
      return { bases: ['HEAD'], pullRequest: undefined, isFork: false };
    default:
      throw new SightlineError('invalid-event', `a plan isn't made for the event '${name}'`, name === 'pull_request_target' ? unsafe : {});
  }
}

function names(ref: string, sha: string): readonly string[] {
  return [`refs/remotes/origin/${ref}`, sha];
}

function check<T>(schema: z.ZodType<T>, payload: unknown): T {
  const checked = schema.safeParse(payload);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new SightlineError(
      'invalid-event',
      `the event isn't as GitHub writes it: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  return checked.data;
}

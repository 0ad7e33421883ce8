import type { ObjectEvaluation } from '../../metrics/objects/object-evaluation.ts';
import type { StoredScored } from '../../metrics/stored-evaluation.ts';

/** A kind of error on both sides: how often it is made, and what it costs of AP50. */
export interface ErrorRow {
  readonly error: ObjectEvaluation['errors']['kinds'][number]['error'];
  readonly base: { readonly count: number; readonly cost: number | null };
  readonly head: { readonly count: number; readonly cost: number | null };
}

const none = { count: 0, cost: null };

/** The errors of two detectors by kind; empty for models of other tasks. */
export function errorRows(base: StoredScored, head: StoredScored): ErrorRow[] {
  return 'errors' in head
    ? head.errors.kinds.map(({ error }) => ({ error, base: findError(base, error), head: findError(head, error) }))
    : [];
}

function findError(side: StoredScored, error: ErrorRow['error']): ErrorRow['head'] {
  const found = 'errors' in side ? side.errors.kinds.find((one) => one.error === error) : undefined;
  return found === undefined ? none : { count: found.count, cost: found.cost };
}

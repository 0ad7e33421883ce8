import { refusal } from './answer.ts';
import type { Grant } from './operations.ts';

/** Who makes a request. */
export interface Token {
  readonly login: string;
  /** A workflow's own (`GITHUB_TOKEN`), one of a GitHub App's installation, or a person's. */
  readonly kind: 'workflow' | 'app' | 'person';
  readonly grants: ReadonlySet<Grant>;
}

/** The login of whatever a workflow does with its own token. */
export const workflowLogin = 'github-actions[bot]';

/** Throws 403, as GitHub words it, unless the token has one of the grants. Naming them in a header is GitHub's habit too. */
export function requireGrant(token: Token, accepted: readonly Grant[]): void {
  const may = accepted.some((grant) => token.grants.has(grant) || token.grants.has(grant.replace(':read', ':write') as Grant));
  if (!may && !accepted.includes('metadata:read')) {
    const who = token.kind === 'person' ? 'personal access token' : 'integration';
    const named = accepted.map((grant) => grant.replace('-', '_').replace(':', '=')).join('; ');
    throw refusal(403, `Resource not accessible by ${who}`, {}, { 'x-accepted-github-permissions': named });
  }
}

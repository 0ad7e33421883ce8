import { z } from 'zod';
import { SightlineError } from '../errors.ts';

/** Where the actions of Sightline are taken from. */
export type ActionsSource =
  | { readonly kind: 'repository'; readonly repository: string; readonly commit: string; readonly version?: string }
  /** A folder of the repository itself, from its root, that holds one folder an action. */
  | { readonly kind: 'folder'; readonly path: string };

/** What a repository's workflows differ in from another's. */
export interface WorkflowSettings {
  readonly actions: ActionsSource;
  readonly defaultBranch: string;
  /** Amazon's roles that workflows take on by OIDC; where there are none the runners have to be let in some other way. */
  readonly roles: WorkflowRoles | undefined;
  /** Where the lock of what was trained is kept: `commit` needs an App, since the workflow's token starts no workflow. */
  readonly lock: 'note' | 'commit';
  /** The folders of all projects, from git's top. */
  readonly projects: readonly string[];
  /** Of a runner for jobs that don't train: one label, or several. */
  readonly lightRunner: readonly string[];
}

/** One role for pull requests, one for the default branch. */
export interface WorkflowRoles {
  readonly untrusted: string;
  readonly trusted: string;
  readonly region: string;
}

const role = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const roleText = 'must look like arn:aws:iam::123456789012:role/sightline-untrusted';

const partSchemas = {
  untrusted: z.string().regex(role, { error: roleText }),
  trusted: z.string().regex(role, { error: roleText }),
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: 'must look like eu-central-1' }),
} as const;

const rolesSchema = z.strictObject(partSchemas).refine((roles) => roles.untrusted !== roles.trusted, {
  error: 'must be two roles: what a pull request writes is not believed',
  path: ['trusted'],
});

/** Checks one of them, as soon as it is known. Throws `invalid-option`. */
export function checkRolePart(name: keyof WorkflowRoles, text: string): void {
  const checked = partSchemas[name].safeParse(text);
  if (!checked.success) {
    throw new SightlineError('invalid-option', `${name} ${checked.error.issues[0]?.message ?? ''}`);
  }
}

/** Checks roles and region. Throws `invalid-option`. */
export function checkRoles(roles: WorkflowRoles): WorkflowRoles {
  const checked = rolesSchema.safeParse(roles);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new SightlineError('invalid-option', `${String(issue?.path[0] ?? 'roles')} ${issue?.message ?? ''}`);
  }
  return checked.data;
}

/**
 * Reads `owner/repository@commit`, or `./folder`. A tag or branch is refused: whoever may move it could change what runs in a
 * repository's workflows. Throws `invalid-option`.
 */
export function readActionsSource(text: string): ActionsSource {
  const [, repository, commit, version] = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{40})(?: +#? *(v[\w.-]+))?$/.exec(text) ?? [];
  if (repository !== undefined && commit !== undefined) {
    return { kind: 'repository', repository, commit, ...(version === undefined ? {} : { version }) };
  }
  const path = /^\.\/((?:[\w-][\w.-]*\/)*[\w.-]*[\w-])\/?$/.exec(text)?.[1];
  const hidden = /^\.\/(\.github\/(?:[\w-][\w.-]*\/)*[\w-][\w.-]*)\/?$/.exec(text)?.[1];
  if (path === undefined && hidden === undefined) {
    throw new SightlineError('invalid-option', `'${text}' names no actions`, {
      hint: 'Give owner/repository@ with all 40 digits of a commit, or ./ and a folder of this repository that holds them.',
    });
  }
  return { kind: 'folder', path: `./${path ?? hidden ?? ''}` };
}

import type { Answer } from './answer.ts';
import type { OperationName } from './operations.ts';
import type { TwinSettings } from './settings.ts';
import type { Token } from './token.ts';

/** What a person may do in a repository, by GitHub's names. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

/** A repository of the twin. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** The bare git repository behind it. */
  readonly folder: string;
  readonly isPrivate: boolean;
  /** What it is a fork of. */
  readonly parent?: Repository;
  readonly roles: ReadonlyMap<string, Role>;
}

/** Something that GitHub tells workflows and webhooks. */
export interface TwinEvent {
  readonly name: string;
  readonly action?: string;
  readonly repository: string;
  readonly actor: string;
  /** Whether workflows that listen to it would start: what a workflow's own token does starts nothing but a dispatch. */
  readonly starts: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What all handlers share. */
export interface World {
  /** Where the API is, without a slash at the end. */
  readonly url: string;
  readonly uploadUrl: string;
  readonly repositories: ReadonlyMap<string, Repository>;
  /** Everybody who has an account. */
  readonly logins: readonly string[];
  readonly events: TwinEvent[];
  /** A repository's setting, off on GitHub unless somebody turns it on. */
  readonly workflowsMayOpenPullRequests: boolean;
  /** Another: what is published stays as it is. */
  readonly releasesAreImmutable: boolean;
  readonly settings: TwinSettings;
  /** A number that nothing else has. */
  nextId(): number;
  /** A short-lived address of bytes that needs no token, and refuses one. */
  keepFile(bytes: Buffer, type: string): string;
  /** Asks emulate, as a person. */
  emulated(method: string, path: string, login: string, body?: unknown): Promise<Answer>;
}

/** A request that has passed all checks. */
export interface Call {
  readonly world: World;
  readonly repository: Repository;
  readonly token: Token;
  readonly operation: OperationName;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
  readonly type: string;
  /** Of a JSON body, which fits the description; empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
  /** Lets emulate answer. */
  forward(): Promise<Answer>;
}

/** Answers an operation, or throws a Refusal. */
export type Handler = (call: Call) => Answer | Promise<Answer>;

/** Handlers of one part of the API. */
export type Handlers = Partial<Readonly<Record<OperationName, Handler>>>;

/** What one part of the API keeps for each repository. */
export function kept<T>(make: () => T): (repository: Repository) => T {
  const values = new WeakMap<Repository, T>();
  return (repository) => {
    const value = values.get(repository) ?? make();
    values.set(repository, value);
    return value;
  };
}

/** `owner/name`. */
export function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}

/** Where a repository's part of the API is. */
export function repositoryUrl({ world, repository }: Pick<Call, 'world' | 'repository'>): string {
  return `${world.url}/repos/${fullName(repository)}`;
}

/** The time as GitHub writes it. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/** Notes an event that a request caused. */
export function tell(call: Call, name: string, action: string | undefined, payload: Readonly<Record<string, unknown>>): void {
  const starts = call.token.kind !== 'workflow' || name === 'workflow_dispatch' || name === 'repository_dispatch';
  const event = { name, repository: fullName(call.repository), actor: call.token.login, starts, payload };
  call.world.events.push(action === undefined ? event : { ...event, action });
}

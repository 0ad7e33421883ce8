import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { corrected } from './corrected.ts';
import type { Violation } from './description.ts';
import { startEmulated, type Emulated } from './emulated.ts';
import { Faults, type FaultPlan } from './faults.ts';
import { git } from './git-objects.ts';
import { listen } from './listen.ts';
import type { Grant, OperationName } from './operations.ts';
import { addRun, endRun, type EndedRun, type PlannedRun } from './runs.ts';
import { serveRequests, uploads, type LoggedRequest } from './serve-requests.ts';
import type { TwinSettings } from './settings.ts';
import { startStorage } from './storage.ts';
import { workflowLogin, type Token } from './token.ts';
import { fullName, type Repository, type Role, type TwinEvent, type World } from './world.ts';

/** What there is when the twin starts. */
export interface TwinOptions {
  /** `owner/name`, in an organization. */
  readonly repository?: string;
  readonly isPrivate?: boolean;
  /** Everybody who has a token or an account, with what they may do in the repository. */
  readonly people?: Readonly<Record<string, Role | 'none'>>;
  /** The setting "Allow GitHub Actions to create and approve pull requests". */
  readonly workflowsMayOpenPullRequests?: boolean;
  /** The setting "Enable release immutability". */
  readonly releasesAreImmutable?: boolean;
  readonly settings?: TwinSettings;
  /** What stands before each path: `/api/v3` on GitHub Enterprise Server. */
  readonly prefix?: string;
}

/** A twin that is running. Disposing it throws for each violation that nobody took. */
export interface GithubTwin extends AsyncDisposable {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly repository: Repository;
  /** Every request that came, in order. */
  readonly requests: readonly LoggedRequest[];
  readonly events: readonly TwinEvent[];
  /** A token: a workflow's unless it is told otherwise. */
  token(grants: readonly Grant[], who?: Partial<Pick<Token, 'login' | 'kind'>>): string;
  /** A fork by a person, with a git repository of its own. */
  fork(login: string): Promise<Repository>;
  fail(plan: FaultPlan): void;
  /** How many requests to an operation came so far. */
  count(operation: OperationName): number;
  addRun(run: PlannedRun): number;
  /** So many comments of a person on an issue or a pull request, which are no requests and tell no workflow. */
  addComments(issue: number, login: string, count: number): Promise<void>;
  endRun(id: number, ended: EndedRun): void;
  /** The violations so far, which then count as expected. */
  takeViolations(): readonly Violation[];
}

/** Starts a twin of GitHub on loopback, with one repository that has no commits yet. */
export async function githubTwin(options: TwinOptions = {}): Promise<GithubTwin> {
  const { prefix = '', isPrivate = false, people = { maintainer: 'write', stranger: 'none' } } = options;
  const [owner = '', name = ''] = (options.repository ?? 'acme/defects').split('/');
  const cleanup = new AsyncDisposableStack();
  const folders = cleanup.use(temporaryFolder());
  const roles = new Map(Object.entries(people).filter((entry): entry is [string, Role] => entry[1] !== 'none'));
  const repository: Repository = { owner, name, folder: await bareRepository(folders.path, owner, name), isPrivate, roles };
  const repositories = new Map([[fullName(repository), repository]]);
  const storage = cleanup.use(await startStorage());
  const server = cleanup.use(await listen());
  const url = `${server.origin}${prefix}`;
  const logins = [workflowLogin, ...Object.keys(people)];
  const emulated = cleanup.use(await startEmulated(url, { organization: owner, repository: name, logins }));
  const world = makeWorld({
    url,
    uploadUrl: `${server.origin}${uploads}`,
    repositories,
    options,
    emulated,
    logins,
    keepFile: storage.keep,
  });
  const [tokens, requests, violations, faults] = [new Map<string, Token>(), [] as LoggedRequest[], [] as Violation[], new Faults()];
  server.answer(await serveRequests({ world, prefix, tokens, requests, violations, faults }));
  return {
    url,
    repository,
    requests,
    events: world.events,
    token: (grants, { login = workflowLogin, kind = 'workflow' } = {}) => {
      const secret = `ghs_${randomBytes(18).toString('hex')}`;
      tokens.set(secret, { login, kind, grants: new Set(grants) });
      return secret;
    },
    fork: async (login) => {
      await emulated.ask('POST', `/repos/${fullName(repository)}/forks`, login, {});
      const folder = await bareRepository(folders.path, login, name, repository.folder);
      const fork: Repository = { owner: login, name, folder, isPrivate, parent: repository, roles: new Map([[login, 'admin']]) };
      repositories.set(fullName(fork), fork);
      return fork;
    },
    fail: (plan) => faults.plan(plan),
    count: (operation) => requests.filter((request) => request.operation === operation).length,
    addRun: (run) => addRun(world, repository, run),
    addComments: async (issue, login, count) => {
      for (let at = 0; at < count; at += 1) {
        await emulated.ask('POST', `/repos/${fullName(repository)}/issues/${issue}/comments`, login, { body: `talk ${at}` });
      }
    },
    endRun: (id, ended) => endRun(world, repository, id, ended),
    takeViolations: () => violations.splice(0),
    [Symbol.asyncDispose]: async () => {
      await cleanup.disposeAsync();
      throwViolations(violations);
    },
  };
}

interface WorldParts extends Pick<World, 'url' | 'uploadUrl' | 'repositories' | 'logins' | 'keepFile'> {
  readonly options: TwinOptions;
  readonly emulated: Emulated;
}

function makeWorld({ options, emulated, ...parts }: WorldParts): World {
  let last = 1000;
  const world: World = {
    ...parts,
    events: [],
    workflowsMayOpenPullRequests: options.workflowsMayOpenPullRequests ?? false,
    releasesAreImmutable: options.releasesAreImmutable ?? false,
    settings: options.settings ?? {},
    nextId: () => (last += 1),
    emulated: async (method, path, login, body) => corrected(world, await emulated.ask(method, path, login, body)),
  };
  return world;
}

async function bareRepository(root: string, owner: string, name: string, source?: string): Promise<string> {
  const folder = join(root, owner, `${name}.git`);
  await mkdir(folder, { recursive: true });
  await git(
    folder,
    source === undefined ? ['init', '--quiet', '--bare', '--initial-branch=main'] : ['clone', '--quiet', '--bare', source, '.'],
  );
  return folder;
}

function throwViolations(violations: readonly Violation[]): void {
  if (violations.length > 0) {
    const lines = violations.map(({ operation, side, reasons }) => `${side} of ${operation}\n  ${reasons.join('\n  ')}`);
    throw new Error(`GitHub's description does not allow:\n${lines.join('\n')}`);
  }
}

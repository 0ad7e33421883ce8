import { readConfigAt } from '../adapters/git/config-at.ts';
import { createGit } from '../adapters/git/git.ts';
import { createHistory } from '../adapters/git/history.ts';
import { findRoot, type FoundRoot } from '../adapters/local-store/find-root.ts';
import { type Confinement, openLocalStore } from '../adapters/local-store/local-store.ts';
import { readMachineFacts } from '../adapters/local-store/machine-facts.ts';
import { createShell } from '../adapters/shell/shell.ts';
import type { Project } from '../app/project.ts';
import { recoverStages } from '../app/stage-world.ts';
import type { CacheUsers, MergedLists } from '../core/data-ports.ts';
import { SightlineError } from '../core/errors.ts';
import type { Progress } from '../core/ports.ts';
import type { Cli } from './command.ts';
import { createRemotes } from './remotes.ts';

/** A project with its adapters; dispose it to close what they keep open. */
export interface OpenProject extends Project, Disposable {
  /** The absolute path of DVC's cache, which links in the workspace may lead into. */
  readonly cacheFolder: string;
  readonly cacheUsers: CacheUsers;
  readonly mergedLists: MergedLists;
  /** Whether the configuration lets files of the workspace be links into the cache. */
  readonly linksIntoCache: boolean;
}

/**
 * Opens the project that the command was called in: the nearest folder upwards with a `.dvc` folder. In a job for a change
 * `SIGHTLINE_BASE` names the commit whose configuration counts, so that the change can't send its runs elsewhere.
 */
export function openProject(cli: Cli): OpenProject {
  const found = findRoot(cli.cwd);
  if (found === undefined) {
    throw new SightlineError('not-a-project', `'${cli.cwd}' lies in no project: there is no .dvc folder here or above`);
  }
  const base = cli.env['SIGHTLINE_BASE'] ?? '';
  if (base === '') {
    return openFound(cli, found);
  }
  const config = readConfigAt(found.root, base);
  if (config.get('project') === undefined) {
    cli.console.warn('The base branch has no .dvc/config, and a change does not say where its runs are kept: no remote is used.');
  }
  return openFound(cli, found, { config });
}

/** Opens the project in a folder (an absolute path) as somebody proposes it: its configuration and links aren't trusted. */
export function openProposed(cli: Cli, root: string, confinement: Confinement): OpenProject {
  return openFound(cli, { root, folder: '.' }, confinement);
}

function openFound(cli: Cli, found: FoundRoot, confinement?: Confinement): OpenProject {
  const store = openLocalStore(found.root, cli.env, confinement);
  const core = store.config.get('core');
  const hasGit = core?.get('no_scm')?.toLowerCase() !== 'true';
  return {
    workspace: store.workspace,
    data: store.data,
    transfers: store.transfers,
    audit: store.audit,
    workspaceAudit: store.workspaceAudit,
    remotes: createRemotes(store.config, cli),
    runCache: store.runCache,
    guard: store.guard,
    lock: store.lock,
    git: hasGit ? createGit(found.root) : undefined,
    history: hasGit ? createHistory(found.root) : undefined,
    shell: createShell({
      env: cli.env,
      stdout: process.stdout,
      stderr: process.stderr,
      interactive: process.stdin.isTTY && process.stdout.isTTY,
    }),
    console: cli.console,
    machine: readMachineFacts(cli.env),
    folder: found.folder,
    cacheFolder: store.cacheFolder,
    cacheUsers: store.cacheUsers,
    mergedLists: store.mergedLists,
    linksIntoCache: store.config.get('cache')?.get('type')?.toLowerCase().includes('symlink') === true,
    autostage: core?.get('autostage')?.toLowerCase() === 'true',
    [Symbol.dispose]: () => store[Symbol.dispose](),
  };
}

/** Does work that saves into the cache or counts on it, as `locked` does; a cache that is shared learns who uses it first. */
export async function exclusively<Result>(project: OpenProject, cli: Cli, command: string, work: () => Promise<Result>): Promise<Result> {
  await project.cacheUsers.note(tellWaiting(cli), cli.signal);
  return locked(project, cli, command, work);
}

/** Does work that writes while no other command does, after undoing what a killed one left half done. */
export async function locked<Result>(project: Project, cli: Cli, command: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await project.lock.acquire(`sightline ${command}`, tellWaiting(cli), cli.signal);
  try {
    await recoverStages({ ...project, console: cli.console });
    return await work();
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}

/** What is said while another command is at work. */
export function tellWaiting(cli: Cli): (holder: string) => void {
  return (holder) => cli.console.info(`Waiting for ${holder} to end.`);
}

/** For `--quiet`: only warnings, errors and what stages print. */
export function quietly(cli: Cli, quiet: boolean | undefined): Cli {
  return quiet === true ? { ...cli, console: { ...cli.console, info: () => {}, result: () => {}, progress: () => silentProgress } } : cli;
}

const silentProgress: Progress = { advance: () => {}, [Symbol.dispose]: () => {} };

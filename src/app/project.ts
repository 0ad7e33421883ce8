import type { CacheAudit, WorkspaceAudit } from '../core/cache-ports.ts';
import type { DataStore, MachineFacts, OutputGuard, RepositoryLock, RunCacheStore } from '../core/data-ports.ts';
import type { History } from '../core/history-ports.ts';
import type { Console, Git, Shell, Workspace } from '../core/ports.ts';
import type { Remotes, TransferCache } from '../core/remote-ports.ts';
import { joinFromRoot, relativeTo } from '../core/data/root-path.ts';

/** An open project: the systems that its verbs work on. */
export interface Project {
  readonly workspace: Workspace;
  readonly data: DataStore;
  /** The cache as the other end of transfers to and from remotes. */
  readonly transfers: TransferCache;
  /** The cache as gc and verify look at it. */
  readonly audit: CacheAudit;
  readonly workspaceAudit: WorkspaceAudit;
  readonly remotes: Remotes;
  readonly runCache: RunCacheStore;
  readonly guard: OutputGuard;
  readonly lock: RepositoryLock;
  /** Undefined where DVC was told to go without git (`core.no_scm`). */
  readonly git: Git | undefined;
  /** Undefined as `git` is. */
  readonly history: History | undefined;
  readonly shell: Shell;
  readonly console: Console;
  readonly machine: MachineFacts;
  /** The folder that the person stands in, from the root: messages spell paths from there. */
  readonly folder: string;
  /** `core.autostage` of DVC's configuration: what we write is added to git's index. */
  readonly autostage: boolean;
}

/** How a path from the root is spelled in messages. */
export function showPath(project: Pick<Project, 'folder'>, path: string): string {
  return relativeTo(project.folder, path);
}

/** A path as the person typed it, from the root. */
export function rootPath(project: Pick<Project, 'folder' | 'workspace'>, typed: string): string {
  const { root } = project.workspace;
  if (typed === root || typed.startsWith(`${root}/`)) {
    return joinFromRoot('.', typed.slice(root.length + 1));
  }
  return joinFromRoot(project.folder, typed);
}

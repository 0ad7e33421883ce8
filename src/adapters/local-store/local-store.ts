import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { CacheAudit, WorkspaceAudit } from '../../core/cache-ports.ts';
import { type ConfigLevel, configLevels } from '../../core/config-ports.ts';
import type { CacheUsers, DataStore, MergedLists, OutputGuard, RepositoryLock, RunCacheStore } from '../../core/data-ports.ts';
import { type DvcConfig, mergeDvcConfigs, parseDvcConfig } from '../../core/data/dvc-config.ts';
import { SightlineError } from '../../core/errors.ts';
import type { TransferCache } from '../../core/remote-ports.ts';
import type { Workspace } from '../../core/ports.ts';
import { Staging } from './atomic-write.ts';
import { configPath, readConfig } from './config-files.ts';
import { createCacheAudit } from './cache-audit.ts';
import { createCacheUsers } from './cache-users.ts';
import { createDataStore } from './data-store.ts';
import { FileHasher } from './file-hasher.ts';
import { HashIndex } from './hash-index.ts';
import { createMergedLists } from './merged-lists.ts';
import { ObjectCache } from './object-cache.ts';
import { createOutputGuard } from './output-guard.ts';
import { type LinkType, ObjectPlacer } from './place-object.ts';
import { createRepositoryLock } from './repository-lock.ts';
import { createRunCacheStore } from './run-cache-files.ts';
import { createTransferCache } from './transfer-cache.ts';
import { createWorkspaceAudit } from './workspace-audit.ts';
import { createWorkspace } from './workspace-files.ts';

/** A repository on this machine's disk. */
export interface LocalStore extends Disposable {
  readonly workspace: Workspace;
  readonly data: DataStore;
  readonly transfers: TransferCache;
  readonly audit: CacheAudit;
  readonly workspaceAudit: WorkspaceAudit;
  readonly runCache: RunCacheStore;
  readonly guard: OutputGuard;
  readonly lock: RepositoryLock;
  readonly cacheUsers: CacheUsers;
  readonly mergedLists: MergedLists;
  readonly config: DvcConfig;
  /** Absolute; links of tracked files may lead here. */
  readonly cacheFolder: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** How a project is opened whose files are a proposal. */
export interface Confinement {
  /** What stands in for files of DVC's configuration, by level; undefined for one that there is none of. */
  readonly config: ReadonlyMap<ConfigLevel | 'own', string | undefined>;
  /** Absolute: no link may lead the reader of a file out of this folder; undefined where that doesn't matter. */
  readonly folder?: string;
}

/** Opens the repository at `root`, an absolute path. */
export function openLocalStore(root: string, env: Env, confinement?: Confinement): LocalStore {
  const dvc = join(root, '.dvc');
  const config = loadConfig(root, env, confinement?.config);
  const own = join(dvc, 'tmp', 'sightline');
  const staging = new Staging(join(own, 'staging'));
  const cacheFolder = cacheFolderOf(config, dvc);
  const cacheStaging = new Staging(join(cacheFolder, 'sightline', 'tmp'));
  const index = new HashIndex(userCacheFolder(env), root);
  const cache = new ObjectCache(cacheFolder, cacheStaging, index);
  const hasher = new FileHasher(root, index);
  const placer = new ObjectPlacer(staging, linkTypes(config));
  return {
    config,
    cacheFolder,
    workspace: createWorkspace(root, staging, confinement?.folder),
    data: createDataStore({ hasher, cache, placer, staging, index }),
    transfers: createTransferCache(cacheFolder, cache, cacheStaging),
    audit: createCacheAudit(cacheFolder),
    workspaceAudit: createWorkspaceAudit(hasher),
    runCache: createRunCacheStore(cacheFolder, cacheStaging),
    guard: createOutputGuard({ root, own, dvcTemporary: join(dvc, 'tmp') }, staging, [staging, cacheStaging]),
    lock: createRepositoryLock(own, join(dvc, 'tmp'), staging),
    cacheUsers: createCacheUsers({
      cacheFolder,
      root,
      staging: cacheStaging,
      lock: createRepositoryLock(join(cacheFolder, 'sightline'), undefined, cacheStaging),
    }),
    mergedLists: createMergedLists(cacheFolder, cache, cacheStaging),
    [Symbol.dispose]: () => index[Symbol.dispose](),
  };
}

/** DVC's configuration, from the system's file to `.dvc/config.local`, and settings of ours that DVC would refuse. */
function loadConfig(root: string, env: Env, instead: Confinement['config'] = new Map()): DvcConfig {
  const levels = [...configLevels, 'own'] as const;
  return mergeDvcConfigs(
    levels.flatMap((level) => {
      const file = configPath(level, root, env);
      const text = file === undefined ? undefined : instead.has(level) ? instead.get(level) : readConfig(file);
      return file === undefined || text === undefined ? [] : [parseDvcConfig(text, file)];
    }),
  );
}

/** A relative `cache.dir` counts from the folder of the configuration. */
function cacheFolderOf(config: DvcConfig, dvc: string): string {
  const configured = config.get('cache')?.get('dir');
  if (configured === undefined) {
    return join(dvc, 'cache');
  }
  return isAbsolute(configured) ? configured : resolve(dvc, configured);
}

const linkTypeSchema = z.enum(['reflink', 'hardlink', 'symlink', 'copy']);

function linkTypes(config: DvcConfig): readonly LinkType[] {
  const configured = config.get('cache')?.get('type') ?? 'reflink,copy';
  return configured.split(',').map((name) => {
    const type = linkTypeSchema.safeParse(name.trim().toLowerCase());
    if (!type.success) {
      throw new SightlineError(
        'invalid-config',
        `cache.type names '${name.trim()}', which is none of ${linkTypeSchema.options.join(', ')}`,
      );
    }
    return type.data;
  });
}

function userCacheFolder(env: Env): string {
  return env['SIGHTLINE_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sightline');
}

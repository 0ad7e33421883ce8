import type { ChangeHistory } from '../core/change-ports.ts';
import type { ConfigLevel } from '../core/config-ports.ts';
import { baseName, parentOf } from '../core/data/root-path.ts';
import { specFile } from '../core/spec/spec-file.ts';

/** A project as a change proposes it, and what the base branch has in its place. */
export interface ProposedProject {
  /** From git's top; `.` is the top itself. */
  readonly folder: string;
  /** Texts of base, by path from git's top. */
  readonly base: ReadonlyMap<string, string>;
  /** Base's files of DVC's configuration, which stand in for those that the change can reach. */
  readonly config: ReadonlyMap<ConfigLevel | 'own', string | undefined>;
}

/** What a repository consists of. */
export interface ProposedRepository {
  /** Those with a spec. */
  readonly projects: readonly ProposedProject[];
  /** The folders of all DVC projects. */
  readonly folders: readonly string[];
  /** Specs that lie in no project. */
  readonly strays: readonly string[];
}

const configNames = { project: 'config', local: 'config.local', own: 'config.sightline' } as const;

/** The folders of the projects that git tracks with their spec, from its top. */
export async function listProjects(history: Pick<ChangeHistory, 'named'>): Promise<readonly string[]> {
  const { projects } = sortFound((await history.named([specFile, '.dvc/config'])).map(({ path }) => path));
  return projects;
}

/** Finds the projects that are checked out. A change may hold a `config.local`, too: then base's counts, which usually is none. */
export async function findProposedProjects(history: ChangeHistory, base: string): Promise<ProposedRepository> {
  const names = Object.values(configNames).map((name) => `.dvc/${name}`);
  const tracked = new Set((await history.named([specFile, ...names])).map(({ path }) => path));
  const { folders, projects: homes, strays } = sortFound([...tracked]);
  const texts = await history.readAt(
    base,
    homes.flatMap((folder) => [specFile, ...names].map((name) => fromTop(folder, name))),
  );
  const projects = homes.map((folder) => {
    const levels = Object.entries(configNames).filter(([level, name]) => level !== 'local' || tracked.has(fromTop(folder, `.dvc/${name}`)));
    const config = new Map(levels.map(([level, name]) => [level as ConfigLevel | 'own', texts.get(fromTop(folder, `.dvc/${name}`))]));
    return { folder, base: texts, config };
  });
  return { projects, folders, strays };
}

function sortFound(paths: readonly string[]): Pick<ProposedRepository, 'folders' | 'strays'> & { readonly projects: readonly string[] } {
  const folders = paths.filter((path) => baseName(path) === 'config').map((path) => parentOf(parentOf(path)));
  const specs = paths.filter((path) => baseName(path) === specFile);
  const [found = [], strays = []] = [true, false].map((wanted) => specs.filter((path) => folders.includes(parentOf(path)) === wanted));
  return { folders, projects: found.map((path) => parentOf(path)).toSorted(), strays };
}

/** A path of a project, from git's top. */
export function fromTop(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}

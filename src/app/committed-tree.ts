import type { Content } from '../core/data-ports.ts';
import { baseName, parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Tree } from '../core/ports.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import type { CommitData, CommitPorts, TrackedContent } from './commit-data.ts';

type Kind = 'file' | 'folder';
type Entry = Awaited<ReturnType<Tree['list']>>[number];

/**
 * A commit as a checkout would make it: git's files, and the tracked data out of the cache. It believes only a lock that fits
 * its stage, since what is judged must be what the commit makes, where TrackedFiles believes any, as DVC does.
 */
export class CommittedTree implements Tree {
  readonly name: string;
  readonly #ports: CommitPorts;
  readonly #data: CommitData;
  #folders: Promise<ReadonlyMap<string, ReadonlyMap<string, Kind>>> | undefined;

  constructor(ports: CommitPorts, data: CommitData) {
    this.name = ports.tree.name;
    this.#ports = ports;
    this.#data = data;
  }

  /** What a path holds; undefined when the commit has no such path, or only a lock that doesn't fit has it. */
  describe(path: string): Promise<Content | undefined> {
    return this.#data.describe(path);
  }

  /** The tracked file or folder that the path is or lies in; undefined where git has it, too. */
  async tracked(path: string): Promise<TrackedContent | undefined> {
    const tracked = await this.#data.tracked(path);
    return tracked === undefined || (await this.#data.isInGit(tracked)) ? undefined : tracked;
  }

  async readText(path: string): Promise<string | undefined> {
    const bytes = await this.readBytes(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  /**
   * Throws `stale-lock` for an output whose stage never ran on this commit as it is, and for one that git keeps otherwise than
   * its stage made it, where the cache hasn't what it made.
   */
  async readBytes(path: string, maxBytes?: number): Promise<Uint8Array | undefined> {
    const own = await this.#ports.tree.readBytes(path, maxBytes);
    if (own !== undefined && this.#data.producer(path) === undefined) {
      return own;
    }
    const tracked = await this.#data.tracked(path);
    if (own !== undefined && tracked !== undefined && (await this.#data.isInGit(tracked))) {
      return own;
    }
    if (tracked === undefined) {
      this.#refuseStale(path);
      return undefined;
    }
    const bytes = await this.#ports.objects.read(tracked.info, tracked.path === path ? undefined : path.slice(tracked.path.length + 1));
    if (bytes === undefined && own !== undefined) {
      throw new SightlineError('stale-lock', `${this.name} has another ${path} than its stage made, and the cache lacks what it made`, {
        place: { file: path },
        hint: 'Fetch it with --pull, or run the stage and commit what it writes.',
      });
    }
    if (maxBytes !== undefined && bytes !== undefined && bytes.length > maxBytes) {
      throw new SightlineError('file-too-large', `it has ${bytes.length} bytes, and ${maxBytes} are allowed`, { place: { file: path } });
    }
    return bytes;
  }

  async kind(path: string): Promise<Kind | undefined> {
    const own = await this.#ports.tree.kind(path);
    return own ?? (await this.#trackedFolders()).get(parentOf(path))?.get(baseName(path));
  }

  async list(folder: string): Promise<readonly Entry[]> {
    const entries = new Map((await this.#trackedFolders()).get(folder));
    for (const { name, kind } of await this.#ports.tree.list(folder)) {
      entries.set(name, kind);
    }
    return [...entries].map(([name, kind]) => ({ name, kind })).toSorted((a, b) => compareCodePoints(a.name, b.name));
  }

  #refuseStale(path: string): void {
    const stage = this.#data.producer(path);
    if (stage !== undefined) {
      throw new SightlineError('stale-lock', `stage '${stage.address}', which writes ${path}, has not run on ${this.name} as it is now`);
    }
  }

  #trackedFolders(): Promise<ReadonlyMap<string, ReadonlyMap<string, Kind>>> {
    this.#folders ??= this.#groupTracked();
    return this.#folders;
  }

  /** The names in each folder that tracked data lies in or makes. */
  async #groupTracked(): Promise<ReadonlyMap<string, ReadonlyMap<string, Kind>>> {
    const folders = new Map<string, Map<string, Kind>>();
    const add = (path: string, kind: Kind): void => {
      const parent = parentOf(path);
      const names = folders.get(parent);
      if (names?.has(baseName(path)) === true) {
        return;
      }
      folders.set(parent, (names ?? new Map<string, Kind>()).set(baseName(path), kind));
      if (parent !== '.') {
        add(parent, 'folder');
      }
    };
    for (const { path, info } of await this.#data.allTracked()) {
      const entries = await this.#ports.objects.entries(info);
      add(path, entries === undefined ? 'file' : 'folder');
      entries?.forEach((entry) => add(`${path}/${entry.relpath}`, 'file'));
    }
    return folders;
  }
}

import type { ObjectStore } from '../core/data-ports.ts';
import { isFolderHash, type HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import type { Tree } from '../core/ports.ts';
import { compareCodePoints } from '../core/value/code-point-order.ts';
import { LockFiles } from './lock-files.ts';

/** An output and the content that dvc.lock or its `.dvc` file names. */
interface StoredOutput {
  readonly path: string;
  readonly info: HashInfo;
}

/**
 * Files of a tree, those that the tree names only by hash read from the cache. It believes any lock, as DVC's `metrics` and
 * `params` do, where CommittedTree believes only one that fits its stage.
 */
export class TrackedFiles {
  readonly #tree: Tree;
  readonly #objects: ObjectStore;
  readonly #pipeline: Pipeline;
  readonly #locks: LockFiles;

  constructor(tree: Tree, objects: ObjectStore, pipeline: Pipeline) {
    this.#tree = tree;
    this.#objects = objects;
    this.#pipeline = pipeline;
    this.#locks = new LockFiles(tree);
  }

  /** The path itself, or the files below it when it is a folder: those that are there and those of the cache. */
  async expand(path: string): Promise<readonly string[]> {
    const kind = await this.#tree.kind(path);
    if (kind === 'file') {
      return [path];
    }
    const present = kind === 'folder' ? await this.#filesBelow(path) : [];
    const stored = await this.#storedBelow(path);
    const files = [...new Set([...present, ...stored])].toSorted(compareCodePoints);
    return files.length === 0 && kind === undefined ? [path] : files;
  }

  /** Throws `missing-file` where neither the tree nor the cache has it. */
  async readText(path: string): Promise<string> {
    const text = await this.#tree.readText(path);
    if (text !== undefined) {
      return text;
    }
    const output = await this.#outputAt(path);
    const relpath = output === undefined || output.path === path ? undefined : path.slice(output.path.length + 1);
    const bytes = output === undefined ? undefined : await this.#objects.read(output.info, relpath);
    if (bytes === undefined) {
      const where = output === undefined ? '' : ', and the cache has no copy of it';
      throw new SightlineError('missing-file', `'${path}' doesn't exist in ${this.#tree.name}${where}`);
    }
    return new TextDecoder().decode(bytes);
  }

  async #filesBelow(folder: string): Promise<readonly string[]> {
    const files: string[] = [];
    for (const { name, kind } of await this.#tree.list(folder)) {
      files.push(...(kind === 'folder' ? await this.#filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]));
    }
    return files;
  }

  async #storedBelow(folder: string): Promise<readonly string[]> {
    const output = await this.#outputAt(folder);
    if (output === undefined || !isFolderHash(output.info.md5)) {
      return [];
    }
    const entries = (await this.#objects.entries(output.info)) ?? [];
    return entries.map((entry) => `${output.path}/${entry.relpath}`).filter((file) => isWithin(file, folder));
  }

  /** The cached output that is the path or holds it; undefined too when it was never saved. What git keeps isn't looked for elsewhere. */
  async #outputAt(path: string): Promise<StoredOutput | undefined> {
    for (const stage of this.#pipeline.stages) {
      const output = stage.outs.find((out) => out.cache && isWithin(path, out.path));
      if (output !== undefined) {
        const locked = (await this.#locks.of(stage)).stages.get(stage.name);
        return stored(output.path, locked?.outs.find((out) => out.path === output.definition)?.info);
      }
    }
    const tracked = this.#pipeline.sources.flatMap((source) => source.outs).find((out) => out.cache && isWithin(path, out.path));
    return tracked === undefined ? undefined : stored(tracked.path, tracked.hash);
  }
}

function stored(path: string, info: HashInfo | undefined): StoredOutput | undefined {
  return info === undefined ? undefined : { path, info };
}

import type { ObjectStore } from '../core/data-ports.ts';
import { parseDvcFile } from '../core/data/dvc-file.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { Stage } from '../core/pipeline/stage.ts';
import type { Tree } from '../core/ports.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import { loadLockFile } from './lock-files.ts';

/** Files of a tree, those that the tree names only by hash read from the cache. */
export class TrackedFiles {
  readonly #tree: Tree;
  readonly #objects: ObjectStore;
  readonly #stages: readonly Stage[];

  constructor(tree: Tree, objects: ObjectStore, stages: readonly Stage[]) {
    this.#tree = tree;
    this.#objects = objects;
    this.#stages = stages;
  }

  /** The path itself, or the files below it when it is a folder. */
  async expand(path: string): Promise<readonly string[]> {
    const kind = await this.#tree.kind(path);
    if (kind === 'folder') {
      return this.#filesBelow(path);
    }
    const output = kind === undefined ? await this.#cached(path) : undefined;
    const entries = output === undefined || output.path !== path ? undefined : await this.#objects.entries(output.info);
    return entries === undefined ? [path] : entries.map((entry) => `${path}/${entry.relpath}`);
  }

  /** Throws `missing-file` where neither the tree nor the cache has it. */
  async readText(path: string): Promise<string> {
    const text = await this.#tree.readText(path);
    if (text !== undefined) {
      return text;
    }
    const output = await this.#cached(path);
    const relpath = output === undefined || output.path === path ? undefined : path.slice(output.path.length + 1);
    const bytes = output === undefined ? undefined : await this.#objects.read(output.info, relpath);
    if (bytes === undefined) {
      const where = output === undefined ? '' : ', and the cache has no copy of it';
      throw new SightlineError('missing-file', `'${path}' doesn't exist in ${this.#tree.name}${where}`);
    }
    return new TextDecoder().decode(bytes);
  }

  async #filesBelow(folder: string): Promise<readonly string[]> {
    const entries = await this.#tree.list(folder);
    const nested = await Promise.all(
      entries.map(({ name, kind }) => (kind === 'folder' ? this.#filesBelow(`${folder}/${name}`) : [`${folder}/${name}`])),
    );
    return nested.flat();
  }

  /** What dvc.lock or a `.dvc` file says of the output that is the path or holds it. */
  async #cached(path: string): Promise<{ readonly path: string; readonly info: HashInfo } | undefined> {
    for (const stage of this.#stages) {
      const output = stage.outs.find((out) => isWithin(path, out.path));
      if (output !== undefined) {
        const locked = (await loadLockFile(this.#tree, stage.file)).stages.get(stage.name);
        const info = locked?.outs.find((out) => out.path === output.definition)?.info;
        return info === undefined ? undefined : { path: output.path, info };
      }
    }
    return this.#tracked(path);
  }

  async #tracked(path: string): Promise<{ readonly path: string; readonly info: HashInfo } | undefined> {
    for (let owner = path; owner !== ''; owner = owner.slice(0, Math.max(0, owner.lastIndexOf('/')))) {
      const text = await this.#tree.readText(`${owner}.dvc`);
      const out = text === undefined ? undefined : parseDvcFile(readYaml(text, `${owner}.dvc`), `${owner}.dvc`).outs[0];
      if (out?.hash !== undefined) {
        return { path: owner, info: out.hash };
      }
    }
    return undefined;
  }
}

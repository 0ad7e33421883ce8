import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDirObject } from '../../src/core/data/dir-object.ts';
import { objectKey } from '../../src/core/data/object-key.ts';
import { type Finished, git, sightlineWith } from './cli.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A project whose cache is filled by hand, object by object, to see what is left of it. */
export class CachedProject {
  readonly root: string;
  readonly #env: Readonly<Record<string, string>>;

  /** `env` is added to what commands get. */
  constructor(root: string, env: Readonly<Record<string, string>> = {}) {
    this.root = root;
    this.#env = env;
  }

  async create(): Promise<void> {
    mkdirSync(this.root, { recursive: true });
    await this.git('init', '--quiet', '--initial-branch', 'main');
    await this.run('init', '-q');
  }

  git(...args: string[]): Promise<string> {
    return git(this.root, ...args);
  }

  run(...args: string[]): Promise<Finished> {
    return sightlineWith(this.#env, this.root, ...args);
  }

  async commit(): Promise<void> {
    await this.git('add', '-A');
    await this.git('commit', '--quiet', '--allow-empty', '-m', 'x');
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  /** Keeps a content in the cache, or in another folder of objects; answers its md5. */
  put(content: string, folder = join(this.root, '.dvc/cache')): string {
    const isFolder = content.startsWith('[');
    const md5 = `${createHash('md5').update(content).digest('hex')}${isFolder ? '.dir' : ''}`;
    const file = join(folder, objectKey({ md5, hash: 'md5' }));
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, 0o444);
    }
    return md5;
  }

  /** As `put`, of a folder with these contents, named `0`, `1` and so on. */
  putFolder(contents: readonly string[], folder?: string): string {
    return this.put(writeDirObject(contents.map((content, at) => ({ md5: this.put(content, folder), relpath: String(at) }))), folder);
  }

  /** Puts a content into the cache and writes the `.dvc` file that names it. */
  track(path: string, content: string | readonly string[]): string {
    const md5 = typeof content === 'string' ? this.put(content) : this.putFolder(content);
    this.write(`${path}.dvc`, dvcText(md5, path));
    return md5;
  }

  has(md5: string, folder = join(this.root, '.dvc/cache')): boolean {
    return existsSync(join(folder, objectKey({ md5, hash: 'md5' })));
  }

  /** The md5 of every object of the cache, or of another folder of objects. */
  objects(folder = join(this.root, '.dvc/cache')): readonly string[] {
    const base = join(folder, 'files/md5');
    const starts = existsSync(base) ? readdirSync(base) : [];
    return starts.flatMap((start) => readdirSync(join(base, start)).map((rest) => `${start}${rest}`)).toSorted();
  }
}

/** The text of a `.dvc` file. */
export function dvcText(md5: string, path: string): string {
  return `outs:\n- md5: ${md5}\n  size: 1\n  hash: md5\n  path: ${path.slice(path.lastIndexOf('/') + 1)}\n`;
}

/** A new project with one commit, in which `data` holds `first`, in a folder that is to be disposed. */
export async function trackedProject(): Promise<{ readonly folder: TemporaryFolder; readonly project: CachedProject }> {
  const folder = temporaryFolder();
  const project = new CachedProject(join(folder.path, 'repository'));
  await project.create();
  project.track('data', 'first');
  await project.commit();
  return { folder, project };
}

import type { Tree } from '../core/ports.ts';
import { createIgnoreRules, ignoreFileName, noIgnoreRules, type IgnoreRules } from '../core/data/ignore.ts';
import { SightlineError } from '../core/errors.ts';

/** Deeper folders are refused: a link that leads to a folder above it has no end. */
const deepest = 128;
/** More are refused: links that lead to folders above them multiply. */
const mostFolders = 200_000;

type Entries = Awaited<ReturnType<Tree['list']>>;

/**
 * Calls `visit` for every dvc.yaml and `.dvc` file: a folder's own files before the folders in it, names by code
 * point. `visit` answers the paths of the file's outputs, which aren't searched. Left out are also what `.dvcignore`
 * names, in the workspace what `.gitignore` names, links to folders, and folders that are DVC projects of their own.
 */
export async function findPipelineFiles(tree: Tree, visit: (path: string) => Promise<readonly string[]>): Promise<void> {
  const search = new Search(tree, visit);
  await search.folder('.', await tree.list('.'), await search.rootRules(), 0);
}

interface Rules {
  readonly dvc: IgnoreRules;
  readonly git: IgnoreRules;
}

class Search {
  readonly #tree: Tree;
  readonly #visit: (path: string) => Promise<readonly string[]>;
  readonly #outputs = new Set<string>();
  readonly #isWorkspace: boolean;
  #folders = 0;

  constructor(tree: Tree, visit: (path: string) => Promise<readonly string[]>) {
    this.#tree = tree;
    this.#visit = visit;
    this.#isWorkspace = 'root' in tree;
  }

  async rootRules(): Promise<Rules> {
    const exclude = this.#isWorkspace ? await this.#tree.readText('.git/info/exclude') : undefined;
    return {
      dvc: noIgnoreRules,
      git: exclude === undefined ? noIgnoreRules : createIgnoreRules([{ folder: '.', text: exclude, name: '.git/info/exclude' }]),
    };
  }

  async folder(folder: string, entries: Entries, above: Rules, depth: number): Promise<void> {
    this.#folders += 1;
    if (depth > deepest || this.#folders > mostFolders) {
      const what = depth > deepest ? `is more than ${deepest} folders deep` : `is one of more than ${mostFolders} folders`;
      throw new SightlineError('unreadable-file', `'${folder.slice(0, 200)}' ${what}: a link that leads to a folder above it?`, {
        hint: `Name it in ${ignoreFileName}.`,
      });
    }
    const rules = await this.#rulesOf(folder, entries, above);
    const isLeftOut = (path: string, kind: 'file' | 'folder'): boolean => rules.dvc.ignores(path, kind) || rules.git.ignores(path, kind);
    for (const { name } of entries.filter((entry) => entry.kind === 'file' && isPipelineFile(entry.name))) {
      const path = below(folder, name);
      if (!isLeftOut(path, 'file')) {
        (await this.#visit(path)).forEach((output) => this.#outputs.add(output));
      }
    }
    const folders = entries
      .filter(({ isLink }) => isLink !== true)
      .map(({ name, kind }) => ({ path: below(folder, name), kind }))
      .filter(({ path, kind }) => kind === 'folder' && !this.#outputs.has(path) && !isLeftOut(path, kind));
    const listed = await Promise.all(folders.map(async ({ path }) => ({ path, entries: await this.#tree.list(path) })));
    for (const { path, entries: inner } of listed) {
      const isProject = inner.some((entry) => entry.kind === 'folder' && entry.name === '.dvc');
      if (!isProject && !this.#outputs.has(path)) {
        await this.folder(path, inner, rules, depth + 1);
      }
    }
  }

  async #rulesOf(folder: string, entries: Entries, above: Rules): Promise<Rules> {
    const read = async (rules: IgnoreRules, name: string): Promise<IgnoreRules> => {
      const text = entries.some((entry) => entry.kind === 'file' && entry.name === name)
        ? await this.#tree.readText(below(folder, name))
        : undefined;
      return text === undefined ? rules : rules.with({ folder, text, name });
    };
    return { dvc: await read(above.dvc, ignoreFileName), git: this.#isWorkspace ? await read(above.git, '.gitignore') : above.git };
  }
}

function isPipelineFile(name: string): boolean {
  return name === 'dvc.yaml' || (name.endsWith('.dvc') && name !== '.dvc');
}

function below(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

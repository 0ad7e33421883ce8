import { joinFromRoot, normalize } from '../../core/data/root-path.ts';
import { SightlineError } from '../../core/errors.ts';
import type { Tree } from '../../core/ports.ts';
import { runGit, splitNul, tryGit } from './run-git.ts';

interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** Where a commit is read: the project's root, that root from git's top, and the full commit id. */
export interface CommitPlace {
  readonly root: string;
  /** Empty, or a folder that ends in `/`. */
  readonly prefix: string;
  readonly commit: string;
}

/**
 * The files of one commit, those of the repository outside the project included. Folders are listed once and kept;
 * contents are read when asked for.
 */
export function createCommitTree({ root, prefix, commit }: CommitPlace, revision: string): Tree {
  const folders = listFolders(root, commit);
  const project = normalize(prefix);
  const fromTop = (path: string): string => joinFromRoot(project, path);
  const readBytes = async (path: string, maxBytes?: number): Promise<Uint8Array | undefined> => {
    if (!(await folders()).files.has(fromTop(path))) {
      return undefined;
    }
    const object = `${commit}:${fromTop(path)}`;
    if (maxBytes !== undefined) {
      await checkSize(root, object, path, maxBytes);
    }
    const shown = await tryGit(root, ['cat-file', 'blob', object]);
    return shown.exitCode === 0 ? new Uint8Array(shown.stdout) : undefined;
  };
  return {
    name: revision,
    readBytes,
    readText: async (path) => {
      const bytes = await readBytes(path);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    },
    kind: async (path) => {
      const { files, children } = await folders();
      return files.has(fromTop(path)) ? 'file' : children.has(fromTop(path)) ? 'folder' : undefined;
    },
    list: async (folder) => (await folders()).children.get(fromTop(folder)) ?? [],
  };
}

async function checkSize(root: string, object: string, path: string, maxBytes: number): Promise<void> {
  const size = Number(await runGit(root, ['cat-file', '-s', object]));
  if (size > maxBytes) {
    throw new SightlineError('file-too-large', `the file has ${size} bytes; at most ${maxBytes} are read`, { place: { file: path } });
  }
}

interface Folders {
  readonly files: ReadonlySet<string>;
  readonly children: ReadonlyMap<string, readonly Entry[]>;
}

function listFolders(root: string, commit: string): () => Promise<Folders> {
  let pending: Promise<Folders> | undefined;
  return () => {
    pending ??= runGit(root, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]).then((text) => groupByFolder(splitNul(text)));
    return pending;
  };
}

/** Git lists bytes in order, which for UTF-8 is code point order, so each folder's names stay sorted. */
function groupByFolder(files: readonly string[]): Folders {
  const children = new Map<string, Entry[]>([['.', []]]);
  const add = (path: string, kind: Entry['kind']): void => {
    const cut = path.lastIndexOf('/');
    const folder = cut === -1 ? '.' : path.slice(0, cut);
    if (!children.has(folder)) {
      children.set(folder, []);
      add(folder, 'folder');
    }
    children.get(folder)?.push({ name: path.slice(cut + 1), kind });
  };
  for (const file of files) {
    add(file, 'file');
  }
  return { files: new Set(files), children };
}

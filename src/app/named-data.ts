import { type NamedContents, namedContents, spelledContents } from '../core/data/named-contents.ts';
import { SightlineError } from '../core/errors.ts';
import type { History, NamingFile, Worktree } from '../core/history-ports.ts';
import { lockNoteRef, readLockNoteTexts } from '../core/pipeline/lock-note.ts';
import type { GitBranch } from '../core/ports.ts';
import { findPipelineFiles } from './find-pipeline-files.ts';
import { lockPathOf } from './lock-files.ts';
import type { Project } from './project.ts';

/** Where a content is named. */
export interface Mention {
  /** Such as a branch, a commit or the workspace. */
  readonly where: string;
  /** The `.dvc` file or dvc.lock: from the project's root in the workspace, else from git's top. */
  readonly path: string;
  /** The commit that the file is in, or that the worktree of a file that isn't committed is at. */
  readonly commit?: string | undefined;
  readonly isCommitted: boolean;
  /** What the file says. */
  readonly text: string;
}

/** Called for each file with what it names. */
export type OnNamed = (contents: NamedContents, mention: Mention) => void;

/** How to look for what is named. */
export interface NamingOptions {
  /** Commits besides those that a ref or a worktree names. */
  readonly commits: readonly GitBranch[];
  /** Go on with what an unreadable file spells, after a warning, instead of stopping. */
  readonly skipFailed: boolean;
}

type Place = Pick<Project, 'workspace' | 'history' | 'console'>;

/**
 * Finds everything that a clone names: in what each ref, stash and worktree is at, in git's indexes, in the notes with
 * locks, and in files that aren't committed. A file that can't be read stops it: it would count as naming nothing.
 */
export async function findNamedData(place: Place, options: NamingOptions, onNamed: OnNamed): Promise<void> {
  const reader = new NameReader(place, options.skipFailed, onNamed);
  await reader.workspace();
  if (place.history !== undefined) {
    await reader.clone(place.history, options.commits);
  }
}

class NameReader {
  readonly #place: Place;
  readonly #skipFailed: boolean;
  readonly #onNamed: OnNamed;
  readonly #failed = new Set<string>();

  constructor(place: Place, skipFailed: boolean, onNamed: OnNamed) {
    this.#place = place;
    this.#skipFailed = skipFailed;
    this.#onNamed = onNamed;
  }

  /** What our commands see of the files on disk, ignored by git or not. */
  async workspace(): Promise<void> {
    const { workspace } = this.#place;
    await findPipelineFiles(workspace, async (path) => {
      const file = path.endsWith('.dvc') ? path : lockPathOf(path);
      const text = await workspace.readText(file);
      if (text !== undefined) {
        this.#read({ where: 'the workspace', path: file, isCommitted: false, text });
      }
      return [];
    });
  }

  async clone(history: History, commits: readonly GitBranch[]): Promise<void> {
    const worktrees = await history.worktrees();
    const absent = worktrees.find((worktree) => !worktree.isThere);
    if (absent !== undefined) {
      throw new SightlineError('missing-file', `the git worktree '${absent.folder}' isn't there, so what it names can't be known`, {
        hint: "Mount its disk, or run 'git worktree prune' if it is gone for good.",
      });
    }
    const tips: GitBranch[] = [];
    for (const worktree of worktrees) {
      tips.push(...(await this.#worktree(worktree)));
    }
    await this.#blobs(history, await history.namingFiles([...tips, ...commits]), (text, file) =>
      this.#read({ ...file, isCommitted: true, text }),
    );
    await this.#blobs(history, await history.notes(lockNoteRef), (text, note) => this.#note(text, note));
  }

  /** Files of a worktree and its index; answers the commits that are named there. */
  async #worktree({ folder, history, isCurrent }: Worktree): Promise<readonly GitBranch[]> {
    const tips = await history.tips();
    const head = isCurrent ? undefined : tips.find(({ name }) => name === 'HEAD')?.commit;
    for (const { path, text } of await history.filesOnDisk()) {
      this.#read({ where: `the worktree ${folder}`, path, commit: head, isCommitted: false, text });
    }
    await this.#blobs(history, await history.indexedFiles(), (text, file) =>
      this.#read({ ...file, commit: head, isCommitted: false, text }),
    );
    return tips;
  }

  async #blobs(history: History, files: readonly NamingFile[], use: (text: string, file: NamingFile) => void): Promise<void> {
    const byBlob = Map.groupBy(files, (file) => file.blob);
    for await (const read of history.read([...byBlob.keys()])) {
      for (const [blob, text] of read) {
        byBlob.get(blob)?.forEach((file) => use(text, file));
      }
    }
  }

  #note(note: string, file: NamingFile): void {
    this.#tryTo({ ...file, isCommitted: true, text: note }, () => {
      for (const [path, text] of readLockNoteTexts(note)) {
        this.#onNamed(namedContents(text, path), { ...file, path, isCommitted: true, text });
      }
    });
  }

  #read(mention: Mention): void {
    this.#tryTo(mention, () => this.#onNamed(namedContents(mention.text, mention.path), mention));
  }

  #tryTo(mention: Mention, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof SightlineError)) {
        throw error;
      }
      const { where, path, text } = mention;
      if (!this.#skipFailed) {
        throw new SightlineError(
          error.code,
          `${error.message} (${path} of ${where}): what it names can't be known, so nothing is removed`,
          {
            place: error.place ?? { file: path },
            hint: 'Correct or remove the file; --skip-failed goes on, and keeps only what it spells.',
            cause: error,
          },
        );
      }
      if (!this.#failed.has(text)) {
        this.#failed.add(text);
        this.#place.console.warn(`Failed to read ${path} of ${where}: what it spells is kept, the rest is skipped.`);
      }
      this.#onNamed({ outputs: [], others: spelledContents(text) }, mention);
    }
  }
}

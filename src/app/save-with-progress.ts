import type { Content, SaveOptions } from '../core/data-ports.ts';
import type { Progress } from '../core/ports.ts';
import type { HashInfo } from '../core/data/hash-info.ts';
import { refusePart } from './partial-data.ts';
import { type Project, showPath } from './project.ts';

/** What is known of a path that is saved. */
export interface SavedBefore {
  /** What it held when it was recorded: a part of that isn't saved in its place. */
  readonly recorded?: HashInfo | undefined;
  /** Save a part, too. */
  readonly force?: boolean | undefined;
}

/** Saves what a path holds into the cache, counting files for the person. Throws `partial-data`. */
export async function saveWithProgress(
  project: Project,
  path: string,
  options: SaveOptions = {},
  { recorded, force }: SavedBefore = {},
): Promise<Content> {
  if (force !== true) {
    await refusePart(project, path, recorded);
  }
  return saveWhole(project, path, options);
}

/** The same for a path of which whatever was pulled is gone, since a run has just made it anew. */
export async function saveWhole(project: Project, path: string, options: SaveOptions = {}): Promise<Content> {
  return withProgress(project, path, async (counting) => project.data.save(path, { ...options, ...counting }));
}

/** Lets `work` save what a path holds, or a part of it, counting files for the person. */
export async function withProgress(
  project: Project,
  path: string,
  work: (counting: Pick<SaveOptions, 'onFound' | 'onFiles'>) => Promise<Content>,
): Promise<Content> {
  let progress: Progress | undefined;
  try {
    return await work({
      onFound: (files, bytes) => {
        progress?.[Symbol.dispose]();
        progress = project.console.progress(`Saving ${showPath(project, path)}`, files, bytes);
      },
      onFiles: (files, bytes) => progress?.advance(files, bytes),
    });
  } finally {
    progress?.[Symbol.dispose]();
  }
}

import type { Content, SaveOptions } from '../core/data-ports.ts';
import type { Progress } from '../core/ports.ts';
import { refusePart } from './partial-data.ts';
import { type Project, showPath } from './project.ts';

/** Saves what a path holds into the cache, counting files for the person. */
export async function saveWithProgress(project: Project, path: string, options: SaveOptions = {}): Promise<Content> {
  await refusePart(project, path);
  let progress: Progress | undefined;
  try {
    return await project.data.save(path, {
      ...options,
      onFound: (files, bytes) => {
        progress = project.console.progress(`Saving ${showPath(project, path)}`, files, bytes);
      },
      onFiles: (files, bytes) => progress?.advance(files, bytes),
    });
  } finally {
    progress?.[Symbol.dispose]();
  }
}

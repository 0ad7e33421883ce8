import type { ObjectId } from '../core/data/object-key.ts';
import type { Project } from './project.ts';

const shown = 10;

/** Tells what a transfer has nowhere found; the first names when there are many. */
export function warnMissing(project: Pick<Project, 'console'>, where: string, names: readonly string[]): void {
  if (names.length > 0) {
    const more = names.length > shown ? `\nand ${names.length - shown} more` : '';
    project.console.warn(`Some data is ${where}:\n${names.slice(0, shown).join('\n')}${more}`);
  }
}

/** How objects are called that no path is known of. */
export function namesOf(objects: Iterable<ObjectId>): readonly string[] {
  return [...objects].map(({ md5 }) => md5);
}
